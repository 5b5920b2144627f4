from accounts.models.offer import Offer
from accounts.models.person import User
from accounts.models.profession import Profession

__all__ = ["Offer", "Profession", "User"]
