from django.urls import path

from accounts import (
    checkout,
    converters,  # noqa: F401  registers <key:> and <order:>
    joining,
    views,
)

app_name = "accounts"

urlpatterns = [
    path("profile/", views.profile, name="profile"),
    path("sign-out-everywhere/", views.sign_out_everywhere, name="sign-out-everywhere"),
    path("data/", views.data, name="data"),
    path("data/everything.json", views.download, {"kind": "json"}, name="download-json"),
    path("data/everything.html", views.download, {"kind": "html"}, name="download-html"),
    path("leave/", views.leave, name="leave"),
    path("leave/stay/", views.stay, name="stay"),
    path("join/<key:offer_id>/", joining.join, name="join"),
    path("join/<key:offer_id>/follow/", joining.follow, name="follow-offer"),
    path("join/<key:offer_id>/review/", joining.review, name="review"),
    path("membership/", joining.membership, name="membership"),
    path("orders/told/", checkout.called_back, name="checkout"),
    path("orders/<order:number>/", joining.order, name="order"),
    path("orders/<order:number>/cancel/", joining.cancel, name="cancel-order"),
]
