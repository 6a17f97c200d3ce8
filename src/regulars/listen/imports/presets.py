"""Exports of well-known programs, told by headers that only they have; here a column's meaning is known, not guessed.

Read from exports of Shopify (orders, customers), WooCommerce (its own analytics, and the order, customer and coupon exports of
its usual extensions), Stripe (payments, charges, customers).
"""

from __future__ import annotations

from regulars.listen.imports.contact_presets import CONTACT_PRESETS
from regulars.listen.imports.fields import Kind
from regulars.listen.imports.preset import Preset
from regulars.listen.imports.preset import make_preset as _preset

PRESETS: tuple[Preset, ...] = (
    _preset(
        "Shopify orders", "shopify", "orders",
        "name|financial status|lineitem name",
        "name=document|created at=occurred_at|email=email|phone=phone|billing name=customer_name"
        "|billing company=company|billing city=city|billing country=country|financial status=status"
        "|cancelled at=cancelled_at|currency=currency|total=total|refunded amount=refunded_amount"
        "|lineitem name=product|lineitem sku=product_id|lineitem quantity=quantity|lineitem price=price",
    ),
    _preset(
        "Shopify customers", "shopify", "customers",
        "first name|last name|email|accepts email marketing",
        "customer id=customer_id|first name=first_name|last name=last_name|email=email|phone=phone"
        "|company=company|default address company=company|default address address1=street|address1=street"
        "|default address city=city|city=city|default address province code=region|province code=region"
        "|default address country code=country|country code=country|default address zip=postal_code"
        "|zip=postal_code|tags=tags|note=note",
    ),
    _preset(
        "WooCommerce orders (analytics)", "woocommerce", "orders",
        "date|order|status|customer|items sold|net sales",
        "date=occurred_at|order=document|status=status|customer=customer_name|products=product|product s=product"
        "|items sold=quantity|net sales=total",
    ),
    _preset(
        "WooCommerce orders (export)", "woocommerce", "orders",
        "order number|order date|email billing|order total amount",
        "order number=document|order date=occurred_at|order status=status|first name billing=first_name"
        "|last name billing=last_name|company billing=company|city billing=city|country code billing=country"
        "|email billing=email|phone billing=phone|customer user id=customer_id|item name=product"
        "|sku=product_id|quantity=quantity|quantity refund=quantity|item cost=price|order total amount=total"
        "|order refund amount=refunded_amount|order currency=currency",
    ),
    _preset(
        "WooCommerce orders (suite)", "woocommerce", "orders",
        "order id|billing email|order total",
        "order number=document|order id=document|date=occurred_at|order date=occurred_at|status=status"
        "|order currency=currency|order total=total|refunded total=refunded_amount|customer id=customer_id"
        "|billing first name=first_name|billing last name=last_name|billing company=company|billing city=city"
        "|billing country=country|billing email=email|billing phone=phone|item name=product"
        "|item sku=product_id|item quantity=quantity|item total=line_amount",
    ),
    _preset(
        "WooCommerce customers", "woocommerce", "customers",
        "name|username|sign up|email|total spend",
        "name=customer_name|username=customer_id|sign up=created_at|email=email|country region=country"
        "|city=city|region=region|postal code=postal_code",
    ),
    _preset(
        "WooCommerce customers (export)", "woocommerce", "customers",
        "billing first name|billing email|user login",
        "id=customer_id|customer id=customer_id|user id=customer_id|user email=email|email=email"
        "|first name=first_name|last name=last_name|user registered=created_at|date registered=created_at"
        "|billing company=company|billing address 1=street|billing postcode=postal_code|billing city=city"
        "|billing state=region|billing country=country|billing phone=phone",
    ),
    _preset(
        "Stripe payments", "stripe", "orders",
        "id|amount|amount refunded|currency|status|converted amount",
        "id=document|created date utc=occurred_at|created utc=occurred_at|created=occurred_at|amount=total"
        "|amount refunded=refunded_amount|currency=currency|refunded date utc=refunded_at"
        "|refunded date=refunded_at|status=status|description=product|customer id=customer_id"
        "|customer email=email",
    ),
    _preset(
        "Stripe customers", "stripe", "customers",
        "id|description|email|created utc|delinquent",
        "id=customer_id|name=customer_name|email=email|created utc=created_at|card address city=city"
        "|card address state=region|card address country=country|card address zip=postal_code"
        "|card address line1=street|phone=phone",
    ),
    *CONTACT_PRESETS,
)  # fmt: skip

# Of two headers that mean the same field, the one that stands first in a preset is taken.


def preset_of(headers: set[str], kind: Kind | None = None) -> Preset | None:
    """The export program whose signs are all among these folded headers; the one with the most signs when several fit."""
    fitting = [preset for preset in PRESETS if preset.signs <= headers and kind in (None, preset.kind)]
    return max(fitting, key=lambda preset: (len(preset.signs), preset.name), default=None)
