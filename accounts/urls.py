from django.urls import path

from accounts import views

app_name = "accounts"

urlpatterns = [
    path("profile/", views.profile, name="profile"),
    path("sign-out-everywhere/", views.sign_out_everywhere, name="sign-out-everywhere"),
    path("data/", views.data, name="data"),
    path("data/everything.json", views.download, {"kind": "json"}, name="download-json"),
    path("data/everything.html", views.download, {"kind": "html"}, name="download-html"),
    path("leave/", views.leave, name="leave"),
    path("leave/stay/", views.stay, name="stay"),
]
