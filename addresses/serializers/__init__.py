from addresses.serializers.resources import AddressSerializer, CustomerAddressSerializer

__all__ = ["AddressSerializer", "CustomerAddressSerializer"]
