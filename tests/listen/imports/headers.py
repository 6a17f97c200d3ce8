"""Headers as well-known programs write them, and what each column means to us (the others are left out)."""

from __future__ import annotations

ONLINE_RETAIL = "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country"
ONLINE_RETAIL_MEANS = {
    "InvoiceNo": "document",
    "StockCode": "product_id",
    "Description": "product",
    "Quantity": "quantity",
    "InvoiceDate": "occurred_at",
    "UnitPrice": "price",
    "CustomerID": "customer_id",
    "Country": "country",
}

SHOPIFY_ORDERS = (
    "Name,Email,Financial Status,Paid at,Fulfillment Status,Fulfilled at,Accepts Marketing,Currency,"
    "Subtotal,Shipping,Taxes,Total,"
    "Discount Code,Discount Amount,Shipping Method,Created at,Lineitem quantity,Lineitem name,Lineitem price,"
    "Lineitem compare at price,Lineitem sku,Lineitem requires shipping,Lineitem taxable,"
    "Lineitem fulfillment status,Billing Name,"
    "Billing Street,Billing Address1,Billing Address2,Billing Company,Billing City,Billing Zip,"
    "Billing Province,Billing Country,"
    "Billing Phone,Shipping Name,Shipping Street,Shipping Address1,Shipping Address2,Shipping Company,"
    "Shipping City,Shipping Zip,"
    "Shipping Province,Shipping Country,Shipping Phone,Notes,Note Attributes,Cancelled at,Payment Method,"
    "Payment Reference,"
    "Refunded Amount,Vendor,Outstanding Balance,Employee,Location,Device ID,Id,Tags,Risk Level,Source,"
    "Lineitem discount,Tax 1 Name,"
    "Tax 1 Value,Phone,Receipt Number,Duties,Billing Province Name,Shipping Province Name,Payment ID,"
    "Payment Terms Name,"
    "Next Payment Due At,Payment References"
)
SHOPIFY_ORDERS_MEANS = {
    "Name": "document",
    "Email": "email",
    "Financial Status": "status",
    "Currency": "currency",
    "Total": "total",
    "Created at": "occurred_at",
    "Lineitem quantity": "quantity",
    "Lineitem name": "product",
    "Lineitem price": "price",
    "Lineitem sku": "product_id",
    "Billing Name": "customer_name",
    "Billing Company": "company",
    "Billing City": "city",
    "Billing Country": "country",
    "Cancelled at": "cancelled_at",
    "Refunded Amount": "refunded_amount",
    "Phone": "phone",
}

SHOPIFY_CUSTOMERS = (
    "Customer ID,First Name,Last Name,Email,Accepts Email Marketing,Default Address Company,Default Address Address1,"
    "Default Address Address2,Default Address City,Default Address Province Code,"
    "Default Address Country Code,Default Address Zip,"
    "Default Address Phone,Phone,Accepts SMS Marketing,Total Spent,Total Orders,Note,Tax Exempt,Tags"
)
SHOPIFY_CUSTOMERS_MEANS = {
    "Customer ID": "customer_id",
    "First Name": "first_name",
    "Last Name": "last_name",
    "Email": "email",
    "Default Address Company": "company",
    "Default Address Address1": "street",
    "Default Address City": "city",
    "Default Address Province Code": "region",
    "Default Address Country Code": "country",
    "Default Address Zip": "postal_code",
    "Phone": "phone",
    "Note": "note",
    "Tags": "tags",
}

WOO_ANALYTICS = (
    "Date,Order #,N. Revenue (formatted),Status,Customer,Customer type,Product(s),Items sold,Coupon(s),"
    "Net Sales,Attribution"
)
WOO_ANALYTICS_MEANS = {
    "Date": "occurred_at",
    "Order #": "document",
    "Status": "status",
    "Customer": "customer_name",
    "Product(s)": "product",
    "Items sold": "quantity",
    "Net Sales": "total",
}

WOO_ORDERS = (
    "Order Number,Order Status,Order Date,Customer Note,First Name (Billing),Last Name (Billing),Company (Billing),"
    "Address 1&2 (Billing),City (Billing),State Code (Billing),Postcode (Billing),Country Code (Billing),"
    "Email (Billing),"
    "Phone (Billing),First Name (Shipping),Last Name (Shipping),Address 1&2 (Shipping),City (Shipping),"
    "State Code (Shipping),"
    "Postcode (Shipping),Country Code (Shipping),Payment Method Title,Cart Discount Amount,Order Subtotal Amount,"
    "Shipping Method Title,Order Shipping Amount,Order Refund Amount,Order Total Amount,"
    "Order Total Tax Amount,SKU,Item #,Item Name,"
    "Quantity (- Refund),Item Cost,Coupon Code,Discount Amount,Discount Amount Tax"
)
WOO_ORDERS_MEANS = {
    "Order Number": "document",
    "Order Status": "status",
    "Order Date": "occurred_at",
    "First Name (Billing)": "first_name",
    "Last Name (Billing)": "last_name",
    "Company (Billing)": "company",
    "City (Billing)": "city",
    "Country Code (Billing)": "country",
    "Email (Billing)": "email",
    "Phone (Billing)": "phone",
    "Order Refund Amount": "refunded_amount",
    "Order Total Amount": "total",
    "SKU": "product_id",
    "Item Name": "product",
    "Quantity (- Refund)": "quantity",
    "Item Cost": "price",
}

WOO_SUITE = (
    "order_id,order_number,date,status,shipping_total,shipping_tax_total,fee_total,tax_total,"
    "cart_discount,order_discount,"
    "discount_total,order_total,refunded_total,order_currency,payment_method,shipping_method,customer_id,"
    "billing_first_name,"
    "billing_last_name,billing_email,billing_phone,billing_address_1,billing_postcode,billing_city,"
    "billing_state,billing_country,"
    "billing_company,item_name,item_sku,item_quantity,item_subtotal,item_total,customer_note"
)
WOO_SUITE_MEANS = {
    "order_number": "document",
    "date": "occurred_at",
    "status": "status",
    "order_total": "total",
    "refunded_total": "refunded_amount",
    "order_currency": "currency",
    "customer_id": "customer_id",
    "billing_first_name": "first_name",
    "billing_last_name": "last_name",
    "billing_email": "email",
    "billing_phone": "phone",
    "billing_city": "city",
    "billing_country": "country",
    "billing_company": "company",
    "item_name": "product",
    "item_sku": "product_id",
    "item_quantity": "quantity",
    "item_total": "line_amount",
}

WOO_CUSTOMERS = (
    "Name,Username,Last Active,Sign Up,Email,Orders,Total Spend,AOV,Country / Region,City,Region,Postal Code"
)
WOO_CUSTOMERS_MEANS = {
    "Name": "customer_name",
    "Username": "customer_id",
    "Sign Up": "created_at",
    "Email": "email",
    "Country / Region": "country",
    "City": "city",
    "Region": "region",
    "Postal Code": "postal_code",
}

STRIPE_PAYMENTS = (
    "id,Created date (UTC),Amount,Amount Refunded,Currency,Captured,Converted Amount,"
    "Converted Amount Refunded,Converted Currency,"
    "Decline Reason,Description,Fee,Is Link,Link Funding,Mode,PaymentIntent ID,Payment Source Type,"
    "Refunded date (UTC),"
    "Statement Descriptor,Status,Seller Message,Taxes On Fee,Card ID,Customer ID,Customer Description,"
    "Customer Email,Invoice ID,Transfer"
)
STRIPE_PAYMENTS_MEANS = {
    "id": "document",
    "Created date (UTC)": "occurred_at",
    "Amount": "total",
    "Amount Refunded": "refunded_amount",
    "Currency": "currency",
    "Description": "product",
    "Refunded date (UTC)": "refunded_at",
    "Status": "status",
    "Customer ID": "customer_id",
    "Customer Email": "email",
}

STRIPE_CHARGES = (
    "id,Description,Seller Message,Created (UTC),Amount,Amount Refunded,Currency,Converted Amount,"
    "Converted Amount Refunded,Fee,"
    "Tax On Fee,Converted Currency,Mode,Status,Statement Descriptor,Customer ID,Customer Description,"
    "Customer Email,Captured,Card ID,"
    "Card Last4,Card Brand,Card Funding,Card Exp Month,Card Exp Year,Card Name,Card Address Line1,"
    "Card Address City,Invoice ID,Transfer"
)
STRIPE_CHARGES_MEANS = {
    "id": "document",
    "Created (UTC)": "occurred_at",
    "Amount": "total",
    "Amount Refunded": "refunded_amount",
    "Currency": "currency",
    "Description": "product",
    "Status": "status",
    "Customer ID": "customer_id",
    "Customer Email": "email",
}

STRIPE_CUSTOMERS = (
    "id,Description,Email,Name,Created (UTC),Delinquent,Card ID,Card Last4,Card Brand,Card Address City,Plan,Status"
)
STRIPE_CUSTOMERS_MEANS = {
    "id": "customer_id",
    "Email": "email",
    "Name": "customer_name",
    "Created (UTC)": "created_at",
    "Card Address City": "city",
}

GERMAN = "Rechnungsnummer;Artikelnummer;Bezeichnung;Menge;Rechnungsdatum;Einzelpreis;Kundennummer;Land"
FRENCH = "N° de commande;Réf. produit;Désignation;Quantité;Date de commande;Prix unitaire;N° client;Pays"
SPANISH = "Nº de pedido;Código;Descripción;Cantidad;Fecha de pedido;Precio unitario;Nº cliente;País"
DUTCH = "Ordernummer;Artikelcode;Omschrijving;Aantal;Orderdatum;Stukprijs;Klantnummer;Land"
ITALIAN = "Numero ordine;Codice articolo;Descrizione;Quantità;Data ordine;Prezzo unitario;Codice cliente;Paese"
ABROAD_MEANS = ("document", "product_id", "product", "quantity", "occurred_at", "price", "customer_id", "country")
