from addresses.serializers.resources import AddressSerializer, CustomerAddressSerializer, CustomerSerializer

__all__ = ["AddressSerializer", "CustomerAddressSerializer", "CustomerSerializer"]
