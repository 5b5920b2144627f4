from accounts.admin.orders import MembershipAdmin, OfferAdmin, OrderAdmin
from accounts.admin.people import ByConfirmed, PersonAdmin, ProfessionAdmin

__all__ = [
    "ByConfirmed",
    "MembershipAdmin",
    "OfferAdmin",
    "OrderAdmin",
    "PersonAdmin",
    "ProfessionAdmin",
]
