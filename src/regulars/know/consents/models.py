"""What customers agreed to, for which purpose and on which channel; who must not be contacted; when, and how often."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Index, Q, UniqueConstraint

from regulars.know.customers.models import Customer


class Channel(models.TextChoices):
    """By what somebody is reached."""

    MAIL = "mail", "E-mail"
    PHONE = "phone", "Phone"
    SMS = "sms", "Text message"
    CHAT = "chat", "WhatsApp and chat"
    POST = "post", "Post"
    WEB = "web", "Our own pages"


class Basis(models.TextChoices):
    """Why it is lawful. Only consent has to be given before; the others hold until the person objects."""

    CONSENT = "consent", "Consent: only after they agreed"
    CONTRACT = "contract", "Contract: an order or request of theirs needs it"
    INTEREST = "interest", "Legitimate interest: until they object"


class State(models.TextChoices):
    """What one line of the ledger says."""

    GRANTED = "granted", "Agreed"
    PENDING = "pending", "Asked to confirm"
    DENIED = "denied", "Said no"
    WITHDRAWN = "withdrawn", "Took it back"


class Standing(models.IntegerChoices):
    """A state as a number: of two that meet, the higher one binds. Expired is read off the clock and never stored."""

    GRANTED = 1, "Agreed"
    PENDING = 2, "Not confirmed yet"
    EXPIRED = 3, "Agreed, but that ran out"
    DENIED = 4, "Said no"
    WITHDRAWN = 5, "Took it back"


STANDING_OF = {state: Standing[state.name] for state in State}


class How(models.TextChoices):
    """Where the person said it."""

    FORM = "form", "on a form"
    PHONE = "phone", "on the phone"
    PERSON = "person", "in person"
    MAIL = "mail", "in a message"
    SHOP = "shop", "in the web shop"
    PREFERENCES = "preferences", "in the preference centre"
    DOUBLE = "double", "by the link in our confirmation mail"
    UNSUBSCRIBE = "unsubscribe", "by the unsubscribe button of a mail"
    IMPORT = "import", "brought in from another system"
    REQUEST = "request", "in a privacy request"


class Purpose(models.Model):
    """What we contact people for. `meaning` is what the customer reads; changing it makes a new wording, not a new past."""

    key = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=60)
    meaning = models.CharField(max_length=400)
    basis = models.CharField(max_length=8, choices=Basis.choices, default=Basis.CONSENT)
    channels = models.JSONField(default=list)
    # Advertising, which anybody may object to as a whole.
    marketing = models.BooleanField(default=False)
    double_opt_in = models.BooleanField(default=False)
    expiry_months = models.PositiveSmallIntegerField(null=True)
    archived_at = models.DateTimeField(null=True)
    position = models.PositiveSmallIntegerField(default=100)

    def __str__(self) -> str:
        return self.name


class Wording(models.Model):
    """Words that were shown or read out when somebody decided. Kept once, numbered within the purpose, never changed."""

    purpose = models.ForeignKey(Purpose, on_delete=models.PROTECT, related_name="wordings", db_index=False)
    version = models.PositiveIntegerField()
    text = models.TextField()
    digest = models.CharField(max_length=64)

    class Meta:
        constraints = [
            UniqueConstraint(fields=["purpose", "version"], name="wording_version_once"),
            UniqueConstraint(fields=["purpose", "digest"], name="wording_text_once"),
        ]

    def __str__(self) -> str:
        return f"{self.purpose} v{self.version}"


class ConsentLine(models.Model):
    """One line of the ledger: what somebody said, when, how, to which words. The database refuses to change or drop it.

    It stays with the part of a merged customer that it was told of. `over` are the other parts that were one with it
    then, and of whom something was known: it was said for them too, as long as they are one.
    """

    customer = models.ForeignKey(Customer, on_delete=models.DO_NOTHING, db_constraint=False, db_index=False)
    over = models.JSONField(default=list)
    purpose = models.ForeignKey(Purpose, on_delete=models.PROTECT, db_index=False)
    channel = models.CharField(max_length=5, choices=Channel.choices)
    state = models.CharField(max_length=9, choices=State.choices)
    said_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    actor = models.CharField(max_length=64)
    how = models.CharField(max_length=12, choices=How.choices)
    wording = models.ForeignKey(Wording, null=True, on_delete=models.PROTECT, db_index=False)
    evidence = models.JSONField(default=dict)
    expires_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            Index(fields=["customer", "said_at", "id"], name="consent_line_of_customer"),
            Index(fields=["actor"], name="consent_line_of_import", condition=Q(how="import")),
        ]

    def __str__(self) -> str:
        return f"{self.state} {self.channel} {self.said_at:%Y-%m-%d %H:%M}"


class ConsentState(models.Model):
    """The last word about one part of a customer, as told of the part `teller`: derived from the ledger, made anew at will.

    Usually the two are the same. Where they differ, the row counts while both are one customer (see `states.py`).
    """

    customer = models.ForeignKey(Customer, on_delete=models.DO_NOTHING, db_constraint=False, db_index=False)
    teller = models.BigIntegerField()
    purpose = models.ForeignKey(Purpose, on_delete=models.PROTECT, db_index=False)
    channel = models.CharField(max_length=5)
    standing = models.PositiveSmallIntegerField()
    said_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True)
    line_id = models.BigIntegerField()

    class Meta:
        constraints = [
            UniqueConstraint(fields=["customer", "purpose", "channel", "teller"], name="consent_state_once"),
        ]
        indexes = [
            Index(fields=["purpose", "channel", "standing", "customer"], name="consent_state_by_standing"),
            Index(fields=["teller"], name="consent_state_told", condition=~Q(teller=F("customer"))),
        ]

    def __str__(self) -> str:
        return f"{self.customer_id} {self.channel} {self.standing}"


class LedgerPermit(models.Model):
    """Lets lines of the ledger go, within one transaction: those of a person who is erased, or of an import undone."""

    customer_id = models.BigIntegerField(null=True)
    actor = models.CharField(max_length=64, blank=True)

    class Meta:
        indexes = [Index(fields=["customer_id"], name="permit_customer"), Index(fields=["actor"], name="permit_actor")]

    def __str__(self) -> str:
        return f"{self.customer_id or self.actor}"


class Confirmation(models.Model):
    """A mail that asks to confirm a consent: due, sent, answered. The link in it is signed, not stored."""

    customer = models.ForeignKey(Customer, on_delete=models.DO_NOTHING, db_constraint=False)
    purpose = models.ForeignKey(Purpose, on_delete=models.PROTECT, db_index=False)
    wording = models.ForeignKey(Wording, on_delete=models.PROTECT, db_index=False)
    address = models.CharField(max_length=254)
    asked_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    problem = models.CharField(max_length=200, blank=True)
    sent_at = models.DateTimeField(null=True)
    confirmed_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [Index(fields=["due_at"], name="confirmation_due", condition=Q(due_at__isnull=False))]

    def __str__(self) -> str:
        return f"{self.purpose} asked {self.asked_at:%Y-%m-%d %H:%M}"


class Suppression(models.Model):
    """Somebody, or an address, that must not be contacted whatever they agreed to.

    Exactly one of `customer`, `key` (an identity's key, such as email:ada@mail.example) and `key_hash` (the same, salted
    and hashed, of somebody who was erased) says who. An empty channel means every one.
    """

    class Kind(models.TextChoices):
        BOUNCED = "bounced", "Mails came back"
        COMPLAINED = "complained", "Marked as spam"
        DO_NOT_CONTACT = "do_not_contact", "Do not contact"
        ERASED = "erased", "Was erased"
        OBJECTED = "objected", "Objected to advertising"
        UNSUBSCRIBED = "unsubscribed", "Asked for no more"

    kind = models.CharField(max_length=14, choices=Kind.choices)
    channel = models.CharField(max_length=5, choices=Channel.choices, blank=True)
    customer = models.ForeignKey(Customer, null=True, on_delete=models.DO_NOTHING, db_constraint=False, db_index=False)
    key = models.CharField(max_length=420, blank=True)
    key_hash = models.CharField(max_length=64, blank=True)
    reason = models.CharField(max_length=200, blank=True)
    since = models.DateTimeField()
    actor = models.CharField(max_length=64)
    lifted_at = models.DateTimeField(null=True)
    lifted_by = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints = [
            UniqueConstraint(
                fields=["key", "kind", "channel"], name="suppressed_key_once", condition=Q(lifted_at=None, key__gt="")
            ),
            UniqueConstraint(
                fields=["customer", "kind", "channel"],
                name="suppressed_customer_once",
                condition=Q(lifted_at=None, customer__isnull=False),
            ),
            UniqueConstraint(
                fields=["key_hash", "kind", "channel"],
                name="suppressed_hash_once",
                condition=Q(lifted_at=None, key_hash__gt=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.key or self.customer_id or self.key_hash}"


class QuietHours(models.Model):
    """When we leave people in peace on a channel, by the business's clock. Over midnight when it ends before it starts."""

    channel = models.CharField(max_length=5, choices=Channel.choices)
    weekdays = models.JSONField(default=list)  # 0 is Monday; the day on which it begins
    starts = models.TimeField()
    ends = models.TimeField()

    def __str__(self) -> str:
        return f"{self.channel} {self.starts:%H:%M} to {self.ends:%H:%M}"


class FrequencyCap(models.Model):
    """At most so many contacts to one customer in so many days; without purpose or channel over all of them."""

    purpose = models.ForeignKey(Purpose, null=True, on_delete=models.PROTECT)
    channel = models.CharField(max_length=5, choices=Channel.choices, blank=True)
    most = models.PositiveSmallIntegerField()
    days = models.PositiveSmallIntegerField()

    def __str__(self) -> str:
        return f"at most {self.most} in {self.days} days"


class Contact(models.Model):
    """That we contacted a customer: what frequency caps count. Written by whoever sends."""

    customer = models.ForeignKey(Customer, on_delete=models.DO_NOTHING, db_constraint=False, db_index=False)
    purpose = models.ForeignKey(Purpose, on_delete=models.PROTECT, db_index=False)
    channel = models.CharField(max_length=5)
    contacted_at = models.DateTimeField()

    class Meta:
        indexes = [
            Index(fields=["contacted_at", "customer"], name="contact_by_moment"),
            Index(fields=["customer", "contacted_at"], name="contact_of_customer"),
        ]

    def __str__(self) -> str:
        return f"{self.customer_id} {self.channel} {self.contacted_at:%Y-%m-%d %H:%M}"


class PreferenceKey(models.Model):
    """How often the links of a customer were made void; no row: never."""

    customer_id = models.BigIntegerField(primary_key=True)
    version = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.customer_id} v{self.version}"
