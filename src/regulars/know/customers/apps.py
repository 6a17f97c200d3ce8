"""Makes the folder a Django app."""

from django.apps import AppConfig


class CustomersConfig(AppConfig):
    name = "regulars.know.customers"
