"""What customers of Unfold write and say, in their languages."""

from __future__ import annotations

# about -> language -> sentences
COMPLAINTS: dict[str, dict[str, tuple[str, ...]]] = {
    "the size": {
        "en": (
            "The size chart said M would fit, but I cannot close the buttons. This is the second time.",
            "Your sizes run a whole number too small. How am I supposed to know which one to take?",
        ),
        "de": (
            "Laut Größentabelle sollte M passen, aber ich bekomme den Knopf nicht zu. Schade, das Kleid ist so schön.",
            "Die Hose fällt viel kleiner aus als angegeben. So bestelle ich nicht noch einmal.",
        ),
        "fr": (
            "D'après votre tableau le M devait m'aller, mais la robe est beaucoup trop étroite.",
            "La taille ne correspond pas du tout, c'est la deuxième fois que je dois renvoyer.",
        ),
    },
    "the delivery": {
        "en": (
            "My parcel was due on Tuesday and it is Friday now. Where is it?",
            "It says delivered, but nothing arrived and none of my neighbours has it.",
        ),
        "de": (
            "Mein Paket ist seit einer Woche unterwegs, die Sendungsverfolgung steht still. Wo bleibt es?",
            "Angeblich zugestellt, aber bei mir ist nichts angekommen.",
        ),
        "fr": (
            "Mon colis devait arriver mardi et je n'ai toujours rien reçu.",
            "Le suivi indique « livré », mais je n'ai rien dans ma boîte.",
        ),
    },
    "the quality": {
        "en": (
            "A seam came open after the first wash. I expected more at this price.",
            "The colour ran onto everything else in the machine, although I followed the label.",
        ),
        "de": (
            "Nach der ersten Wäsche ist eine Naht aufgegangen. Bei dem Preis habe ich mehr erwartet.",
            "Der Pullover pillt nach zweimal Tragen. Das kann doch nicht sein.",
        ),
        "fr": (
            "Une couture a lâché dès le premier lavage. Je m'attendais à mieux à ce prix.",
            "Le pull bouloche après deux jours, je suis très déçue.",
        ),
    },
    "the refund": {
        "en": ("I sent the coat back two weeks ago and still wait for my money.",),
        "de": ("Ich habe den Mantel vor zwei Wochen zurückgeschickt und warte noch auf mein Geld.",),
        "fr": ("J'ai renvoyé le manteau il y a deux semaines et j'attends toujours le remboursement.",),
    },
}
ANSWERS: dict[str, tuple[str, ...]] = {
    "en": (
        "We are sorry for this. A new one is on its way to you, and you need not send the other back.",
        "Thank you for telling us. We have put it right and refunded the postage.",
    ),
    "de": (
        "Das tut uns leid. Ein neues Stück ist unterwegs, das andere können Sie behalten.",
        "Danke, dass Sie uns Bescheid geben. Wir haben es in Ordnung gebracht und das Porto erstattet.",
    ),
    "fr": (
        "Nous en sommes désolés. Un nouvel article est en route, vous n'avez rien à renvoyer.",
        "Merci de nous l'avoir signalé. C'est réglé et les frais de port vous sont remboursés.",
    ),
}
# Score of the answer to "would you recommend us" -> what is added to it, now and then.
PRAISE: dict[str, tuple[str, ...]] = {
    "en": ("Fits like made for me.", "Lovely fabric, quick delivery.", "The new fitting room is brilliant."),
    "de": ("Sitzt wie angegossen.", "Schöner Stoff, schnelle Lieferung.", "Die neue Anprobe ist großartig."),
    "fr": ("Coupe parfaite.", "Très beau tissu, livraison rapide.", "La nouvelle cabine d'essayage est géniale."),
}
BLAME: dict[str, tuple[str, ...]] = {
    "en": ("I never know which size to order.", "Had to send two of three back.", "Too slow."),
    "de": ("Ich weiß nie, welche Größe ich nehmen soll.", "Zwei von drei Teilen gingen zurück.", "Zu langsam."),
    "fr": ("Je ne sais jamais quelle taille choisir.", "J'ai dû renvoyer deux articles sur trois.", "Trop lent."),
}
RETURN_REASONS = ("too small", "too small", "too large", "too large", "looks different", "changed my mind")
CALL_SUBJECTS = ("which size to take", "where a parcel is", "a gift for somebody", "an exchange")
NEWSLETTERS = (
    "New in: linen", "Made to last", "Colours of the season", "What you asked us", "Warm without weight",
    "Five ways to wear it", "Repair, do not replace", "Before it is gone",
)  # fmt: skip
PAGES = (
    ("/", "Unfold"), ("/new", "New in"), ("/about", "How we make clothes"), ("/size-guide", "Size guide"),
    ("/returns", "Returns"), ("/journal/linen", "Journal: linen"), ("/sale", "Sale"),
)  # fmt: skip
CAMPAIGNS = ("spring-linen", "knit-week", "search", "friends", "journal")


def in_language(said: dict[str, tuple[str, ...]], language: str) -> tuple[str, ...]:
    """What is said in that language, or in English by those whose language has none here."""
    return said.get(language, said["en"])
