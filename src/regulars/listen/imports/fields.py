"""What a column of a file can mean: the fields of each kind of file, and how their headers are spelled in many languages."""

from __future__ import annotations

from typing import Literal

from regulars.listen.imports.contact_fields import CONTACTS
from regulars.listen.imports.field import Content, Field
from regulars.listen.imports.field import make_field as _field

__all__ = ["CUSTOMERS", "FIELDS", "KINDS", "Content", "Field", "Kind", "missing", "names_of"]

Kind = Literal["orders", "customers", "interactions", "consents"]
KINDS: tuple[Kind, ...] = ("orders", "customers", "interactions", "consents")

_CUSTOMER_ID = _field(
    "customer_id", "Customer number", "code",
    "customer id|customerid|customer number|customer no|customer nr|customer code|client id"
    "|client number|buyer id|user id|account id|account number|member id|contact id|kundennummer"
    "|kundennr|kunden nr|kunden id|kd nr|debitorennummer|numero client|n client|no client"
    "|id client|code client|identifiant client|id cliente|numero de cliente|num cliente|n cliente"
    "|codigo cliente|codigo de cliente|klantnummer|klant nr|klant id|klantcode|codice cliente"
    "|numero cliente|billing customer id|customer user id|external id",
)  # fmt: skip
_EMAIL = _field(
    "email", "E-mail", "email",
    "email|e mail|email address|e mail address|mail|customer email|client email|billing email|buyer email"
    "|contact email|user email|e mail adresse|mailadresse|emailadresse|email adresse|kunden email"
    "|adresse email|adresse e mail|adresse mail|courriel|correo|correo electronico|email cliente|e mailadres"
    "|emailadres|mailadres|indirizzo email|indirizzo e mail|posta elettronica|email billing|customer e mail",
)  # fmt: skip
_PHONE = _field(
    "phone", "Phone", "phone",
    "phone|phone number|telephone|tel|mobile|mobile phone|cell|cell phone|billing phone|customer phone|telefon"
    "|telefonnummer|tel nr|handy|handynummer|mobil|mobilnummer|telefono|numero de telefono|movil"
    "|telefono movil|telephone portable|portable|numero de telephone|telefoon|telefoonnummer|mobiel|cellulare"
    "|numero di telefono|phone billing|default address phone",
)  # fmt: skip
_NAME = _field(
    "customer_name", "Name", "text",
    "customer name|client name|buyer name|full name|contact name|billing name|kundenname|name des kunden"
    "|kaufer|nom du client|nom client|nom complet|nombre del cliente|nombre cliente|nombre completo|klantnaam"
    "|naam|naam klant|volledige naam|nome cliente|nome completo|nominativo|card name|name",
)  # fmt: skip
_FIRST = _field(
    "first_name", "First name", "text",
    "first name|firstname|given name|forename|billing first name|vorname|prenom|nombre|voornaam|nome|first name billing",
)  # fmt: skip
_LAST = _field(
    "last_name", "Last name", "text",
    "last name|lastname|surname|family name|billing last name|nachname|familienname|nom|nom de famille"
    "|apellido|apellidos|achternaam|cognome|last name billing",
)  # fmt: skip
_COMPANY = _field(
    "company", "Company", "text",
    "company|company name|organisation|organization|business name|billing company|firma|firmenname|unternehmen"
    "|societe|entreprise|raison sociale|empresa|razon social|bedrijf|bedrijfsnaam|azienda|societa"
    "|ragione sociale|company billing|default address company",
)  # fmt: skip
_CITY = _field(
    "city", "City", "text",
    "city|town|billing city|ort|stadt|wohnort|ville|ciudad|localidad|poblacion|stad|plaats|woonplaats|citta"
    "|comune|city billing|default address city",
)  # fmt: skip
_COUNTRY = _field(
    "country", "Country", "country",
    "country|country code|country region|billing country|billing country code|land|lander|lieferland"
    "|laenderkennzeichen|landercode|pays|code pays|pais|codigo pais|landcode|paese|nazione"
    "|country code billing|default address country code|customer country",
)  # fmt: skip
_CURRENCY = _field(
    "currency", "Currency", "currency",
    "currency|currency code|order currency|wahrung|waehrung|wahrungscode|devise|monnaie|moneda|divisa|valuta|muntsoort",
)  # fmt: skip

ORDERS: tuple[Field, ...] = (
    _field(
        "document", "Order number", "code",
        "invoice no|invoiceno|invoice|invoice number|invoice id|order id|orderid|order number|order no"
        "|order nr|order|order name|transaction id|transaction|transaction number|receipt|receipt no"
        "|receipt number|receipt id|sales order|document|document no|document number|bill no|purchase id"
        "|sale id|rechnungsnummer|rechnungsnr|rechnung nr|rechnung|bestellnummer|bestellnr|bestell nr"
        "|bestellung|auftragsnummer|auftragsnr|auftrag|belegnummer|beleg nr|beleg|bonnummer|numero de facture"
        "|no facture|n facture|facture|numero de commande|n commande|no commande|commande|reference commande"
        "|id commande|numero de factura|n factura|factura|numero de pedido|n pedido|pedido|id pedido"
        "|factuurnummer|factuur|bestelnummer|ordernummer|bestelling|numero fattura|n fattura|fattura"
        "|numero ordine|n ordine|ordine|id ordine|ordernumber|bon",
        "Rows with the same number are the lines of one order",
    ),
    _field(
        "occurred_at", "Date", "date",
        "invoice date|invoicedate|order date|orderdate|date|datetime|date time|created at|created|created utc"
        "|created date utc|order date time|transaction date|purchase date|sale date|sales date|paid at"
        "|timestamp|order created at|completed date|date created|rechnungsdatum|bestelldatum|auftragsdatum"
        "|belegdatum|datum|kaufdatum|datum und uhrzeit|verkaufsdatum|date de facture|date facture"
        "|date de commande|date commande|date de la commande|date d achat|date achat|fecha|fecha de factura"
        "|fecha factura|fecha de pedido|fecha pedido|fecha de compra|factuurdatum|besteldatum|orderdatum"
        "|aankoopdatum|verkoopdatum|data|data fattura|data ordine|data acquisto|data vendita",
    ),
    _field(
        "time", "Time (beside a date column)", "text",
        "time|invoice time|order time|uhrzeit|zeit|bestellzeit|heure|hora|tijd|tijdstip|ora|orario",
    ),
    _CUSTOMER_ID, _EMAIL, _PHONE, _NAME, _FIRST, _LAST, _COMPANY, _CITY, _COUNTRY,
    _field(
        "product_id", "Product number", "code",
        "stock code|stockcode|sku|product id|productid|product code|product number|item id|item code"
        "|item number|item no|article number|article no|article id|ean|gtin|barcode|upc|lineitem sku"
        "|line item sku|item sku|artikelnummer|artikelnr|artikel nr|artikel id|produktnummer|produkt id|art nr"
        "|reference|ref|reference produit|ref produit|code article|code produit|reference article|referencia"
        "|codigo|codigo de producto|codigo producto|codigo de articulo|artikelcode|productcode|productnummer"
        "|codice|codice articolo|codice prodotto|cod articolo",
    ),
    _field(
        "product", "Product", "text",
        "description|product|product name|product title|item|item name|item description|article|article name"
        "|title|lineitem name|line item name|stock description|bezeichnung|artikel|artikelname"
        "|artikelbezeichnung|produkt|produktname|beschreibung|produktbezeichnung|produit|nom du produit"
        "|designation|libelle|nom produit|producto|nombre del producto|descripcion|articulo|nombre producto"
        "|productnaam|omschrijving|artikelnaam|artikelomschrijving|prodotto|nome prodotto|descrizione|articolo"
        "|products",
    ),
    _field(
        "category", "Category", "text",
        "category|product category|product type|item category|department|product group|kategorie|warengruppe"
        "|produktkategorie|artikelgruppe|categorie|famille|rayon|categorie produit|categoria|familia"
        "|productgroep|productcategorie|reparto|vendor category",
    ),
    _field(
        "quantity", "Quantity", "whole",
        "quantity|qty|units|count|quantity ordered|item quantity|lineitem quantity|line item quantity|pieces"
        "|number of items|menge|anzahl|stuck|stueck|stuckzahl|bestellmenge|quantite|qte|nombre d articles"
        "|cantidad|unidades|uds|aantal|hoeveelheid|stuks|quantita|qta|pezzi|items sold|quantities",
    ),
    _field(
        "price", "Price of one", "number",
        "unit price|unitprice|price|item price|price per unit|price each|sales price|item cost|lineitem price"
        "|line item price|net price|gross price|unit cost|einzelpreis|stuckpreis|stueckpreis|preis"
        "|verkaufspreis|vk preis|vk|e preis|preis pro stuck|prix unitaire|prix|pu|prix de vente|p u"
        "|precio unitario|precio|precio de venta|pvp|stukprijs|prijs|eenheidsprijs|prijs per stuk"
        "|prezzo unitario|prezzo|prezzo di vendita",
    ),
    _field(
        "line_amount", "Amount of the line", "number",
        "line total|line amount|item total|extended price|line price|subtotal line|lineitem total|row total"
        "|item amount|positionssumme|gesamtpreis|zeilensumme|positionsbetrag|zeilenbetrag|montant ligne"
        "|total ligne|prix total|importe linea|total linea|precio total|regelbedrag|regeltotaal|totaalprijs"
        "|importo riga|totale riga|prezzo totale|net amount line",
    ),
    _field(
        "total", "Amount of the order", "number",
        "total|order total|grand total|total amount|amount|order amount|invoice total|invoice amount"
        "|total price|amount paid|sales|revenue|value|order value|order total amount|total paid|net sales"
        "|net revenue|gesamtbetrag|gesamtsumme|summe|betrag|rechnungsbetrag|gesamt|umsatz|bestellwert"
        "|endbetrag|montant|montant total|total ttc|total commande|importe|importe total|total pedido"
        "|total factura|bedrag|totaal|totaalbedrag|ordertotaal|factuurbedrag|importo|totale|totale ordine"
        "|importo totale|totale fattura|dollars",
        "Counted once an order, even when it stands on each of its rows",
    ),
    _CURRENCY,
    _field(
        "document_type", "Sale or return", "text",
        "document type|type|transaction type|order type|invoice type|doc type|belegart|belegtyp|art"
        "|vorgangsart|dokumentart|type de document|type document|tipo|tipo de documento|tipo documento"
        "|documenttype|documentsoort|tipo di documento|causale",
        "return, refund, credit note or cancellation in any of six languages make the row a return",
    ),
    _field(
        "status", "Status", "text",
        "status|order status|financial status|payment status|state|bestellstatus|auftragsstatus|zahlungsstatus"
        "|statut|statut de la commande|etat|estado|estado del pedido|orderstatus|bestelstatus|stato"
        "|stato ordine",
        "failed, cancelled and unpaid orders are no sales",
    ),
    _field(
        "refunded_amount", "Amount given back", "number",
        "refunded amount|amount refunded|refund amount|order refund amount|refund total|order refund"
        "|total refunded|returns amount|erstattet|erstatteter betrag|erstattungsbetrag|montant rembourse"
        "|rembourse|importe reembolsado|reembolsado|terugbetaald|terugbetaald bedrag|importo rimborsato"
        "|rimborsato",
    ),
    _field(
        "refunded_at", "Given back on", "date",
        "refunded at|refunded date utc|refunded date|refund date|erstattet am|erstattungsdatum"
        "|date de remboursement|fecha de reembolso|terugbetaald op|data rimborso",
    ),
    _field(
        "cancelled_at", "Cancelled on", "date",
        "cancelled at|canceled at|cancellation date|storniert am|stornodatum|annule le|geannuleerd op|annullato il",
    ),
)  # fmt: skip

CUSTOMERS: tuple[Field, ...] = (
    _CUSTOMER_ID, _EMAIL, _PHONE, _NAME, _FIRST, _LAST, _COMPANY,
    _field(
        "kind", "Person or company", "text",
        "kind|customer type|type|contact type|kundenart|kundentyp|typ|type de client|type client"
        "|tipo de cliente|tipo cliente|klanttype|soort klant",
    ),
    _field(
        "street", "Street", "text",
        "street|address|address 1|address1|street address|address line 1|billing address|billing street"
        "|billing address 1|strasse|anschrift|adresse|strasse nr|rue|adresse 1|direccion|calle|straat|adres"
        "|indirizzo|via|default address address1",
    ),
    _field(
        "postal_code", "Postal code", "code",
        "postal code|postcode|zip|zip code|billing zip|billing postcode|plz|postleitzahl|code postal|cp"
        "|codigo postal|cap|codice postale|default address zip",
    ),
    _CITY,
    _field(
        "region", "Region", "text",
        "region|state|province|county|billing state|billing province|bundesland|kanton|departement|provincia"
        "|estado|comunidad|provincie|regione|province code|default address province code",
    ),
    _COUNTRY,
    _field(
        "birthday", "Birthday", "date",
        "birthday|date of birth|birth date|birthdate|dob|geburtstag|geburtsdatum|date de naissance"
        "|anniversaire|fecha de nacimiento|nacimiento|cumpleanos|geboortedatum|verjaardag|data di nascita"
        "|compleanno",
    ),
    _field(
        "language", "Language", "text",
        "language|locale|sprache|langue|idioma|lengua|taal|lingua",
    ),
    _field(
        "created_at", "Customer since", "date",
        "created at|created|created utc|customer since|sign up|signup date|sign up date|registered"
        "|date registered|registration date|member since|date created|kunde seit|angelegt am|erstellt am"
        "|registriert am|client depuis|date d inscription|cliente desde|fecha de alta|fecha de registro"
        "|klant sinds|aangemaakt op|registratiedatum|cliente dal|data registrazione|user registered",
    ),
    _field(
        "tags", "Tags", "text",
        "tags|tag|labels|groups|schlagworte|gruppe|kundengruppe|etiquettes|etiquetas|etichette|labels klant",
    ),
    _field(
        "note", "Note", "text",
        "note|notes|comment|comments|remarks|notiz|notizen|bemerkung|bemerkungen|kommentar|remarque"
        "|commentaire|nota|notas|observaciones|opmerking|opmerkingen|commento|osservazioni",
    ),
)  # fmt: skip

INTERACTIONS: tuple[Field, ...] = (
    _field(
        "interaction_id", "Number of the interaction", "code",
        "id|event id|message id|interaction id|activity id|ticket id|ticket number|case id|ereignis id"
        "|vorgangsnummer|id evenement|id evento",
    ),
    _field(
        "occurred_at", "Date", "date",
        "date|datetime|date time|timestamp|time|occurred at|created at|created|event time|event date|sent at"
        "|activity date|datum|zeitpunkt|datum und uhrzeit|erstellt am|date et heure|fecha|fecha y hora"
        "|tijdstip|data|data e ora|received at|happened at|when",
    ),
    _field(
        "event", "What happened", "text",
        "event|event name|activity|activity type|action|type|interaction|interaction type|ereignis|aktivitat"
        "|vorgang|art|evenement|activite|evento|actividad|gebeurtenis|activiteit|attivita|name",
    ),
    _field("channel", "Channel", "text", "channel|medium|source channel|kanal|canal|kanaal|canale|via|origin"),
    _field(
        "direction", "Direction", "text",
        "direction|in out|inbound outbound|richtung|sens|direccion del mensaje|richting|direzione",
    ),
    _field("subject", "Subject", "text", "subject|title|betreff|objet|sujet|asunto|onderwerp|oggetto"),
    _field(
        "text", "Text", "text",
        "text|message|body|content|note|notes|comment|description|summary|nachricht|inhalt|notiz|bemerkung"
        "|beschreibung|contenu|commentaire|mensaje|contenido|comentario|descripcion|bericht|inhoud|opmerking"
        "|messaggio|contenuto|commento|descrizione",
    ),
    _field(
        "amount", "Amount", "number",
        "amount|value|total|revenue|betrag|wert|montant|valeur|importe|valor|bedrag|waarde|importo|valore",
    ),
    _CURRENCY, _CUSTOMER_ID, _EMAIL, _PHONE,
    Field("customer_name", "Name", "text", _NAME.spellings - {"name"}),
    _FIRST, _LAST, _COMPANY,
)  # fmt: skip

CONSENTS: tuple[Field, ...] = (
    _CUSTOMER_ID, _EMAIL, _PHONE,
    _field(
        "purpose", "Purpose", "text",
        "purpose|consent purpose|consent type|subscription|topic|zweck|verwendungszweck|einwilligung fur|finalite"
        "|finalidad|proposito|doel|doeleinde|finalita|scopo",
        "The name of one of your purposes, as under Settings",
    ),
    _field("channel", "Channel", "text", "channel|consent channel|medium|kanal|canal|kanaal|canale|via"),
    _field(
        "state", "What they said", "text",
        "state|status|consent|consent status|consent state|opt in|optin|opted in|permission|agreed|einwilligung"
        "|zustimmung|consentement|consentimiento|toestemming|consenso",
        "granted, denied, withdrawn or pending, and yes or no in six languages; bounced, complained and do not contact "
        "put somebody on the do-not-contact list",
    ),
    _field(
        "occurred_at", "When they said it", "date",
        "date|when|said at|consent date|consent time|opt in time|optin time|confirm time|timestamp|granted at|agreed at"
        "|datum|zeitpunkt|eingewilligt am|date du consentement|fecha|fecha de consentimiento|data|data consenso",
    ),
    _field("how", "How they said it", "text", "how|consent source|source|method|origin|quelle|herkunft|origine|origen|bron"),
    _field(
        "words", "Words they agreed to", "text",
        "words|wording|consent text|text|statement|wortlaut|einwilligungstext|texte|texto|tekst|testo",
    ),
    _field(
        "evidence", "Proof", "text",
        "evidence|proof|ip|ip address|optin ip|confirm ip|reference|nachweis|beleg|preuve|prueba|bewijs|prova",
    ),
    _field(
        "expires_at", "Until when", "date",
        "expires at|expires|expiry|expiry date|valid until|gultig bis|expire le|vence|geldig tot|scadenza",
    ),
    Field("customer_name", "Name", "text", _NAME.spellings - {"name"}),
)  # fmt: skip

FIELDS: dict[Kind, tuple[Field, ...]] = {
    "orders": ORDERS,
    "customers": (*CUSTOMERS, *CONTACTS),
    "interactions": INTERACTIONS,
    "consents": CONSENTS,
}


# What tells who somebody is.
_TELLING = {
    "customer_id", "email", "emails", "phone", "phones", "customer_name", "first_name", "last_name", "company",
}  # fmt: skip


def names_of(kind: Kind) -> list[str]:
    """The names of the fields a column of that kind of file can be mapped to."""
    return [field.name for field in FIELDS[kind]]


def missing(kind: Kind, mapped: set[str]) -> str:
    """What a mapping still lacks, as a sentence; empty when the file can be read with it."""
    if kind == "orders":
        if "occurred_at" not in mapped:
            return "No column is matched to the date of the order (occurred_at)."
        if not mapped & {"total", "line_amount", "price"}:
            return "No column is matched to an amount (price, line_amount or total)."
    elif kind == "customers":
        if not mapped & _TELLING:
            return "No column is matched to anything that tells who a customer is (customer_id, email, phone or customer_name)."
    elif kind == "consents":
        lacking = [name for name in ("purpose", "state", "occurred_at") if name not in mapped]
        if lacking:
            return f"No column is matched to {', '.join(lacking)}: a consent says for what, what was said, and when."
        if not mapped & {"customer_id", "email", "phone"}:
            return "No column is matched to anything that tells whose consent it is (customer_id, email or phone)."
    elif "occurred_at" not in mapped:
        return "No column is matched to the date of the interaction (occurred_at)."
    elif not mapped & {"customer_id", "email", "phone"}:
        return "No column is matched to anything that tells whose interaction it is (customer_id, email or phone)."
    return ""
