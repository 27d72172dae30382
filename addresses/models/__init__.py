from addresses.models.address import CustomerAddress
from addresses.models.customer import AccountType, Customer, DocumentType, Gender
from addresses.models.place import City, Country, District, Township

__all__ = [
    "AccountType",
    "City",
    "Country",
    "Customer",
    "CustomerAddress",
    "District",
    "DocumentType",
    "Gender",
    "Township",
]
