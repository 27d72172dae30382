from addresses.services.address import address_for, columns_of, create_address, replace_address, retire_address
from addresses.services.customer import create_customer, customer_for, customer_in, refuse_erased, update_customer

__all__ = [
    "address_for",
    "columns_of",
    "create_address",
    "create_customer",
    "customer_for",
    "customer_in",
    "refuse_erased",
    "replace_address",
    "retire_address",
    "update_customer",
]
