from accounts.models.edition import Edition, Shown, ShownQuerySet
from accounts.models.membership import Membership, MembershipChange
from accounts.models.offer import Offer
from accounts.models.order import Order
from accounts.models.person import User
from accounts.models.profession import Profession

__all__ = [
    "Edition",
    "Membership",
    "MembershipChange",
    "Offer",
    "Order",
    "Profession",
    "Shown",
    "ShownQuerySet",
    "User",
]
