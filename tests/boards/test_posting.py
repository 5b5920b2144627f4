import pytest

from boards.models import Comment, Submission
from tests.conftest import form_data, post_url, write

pytestmark = pytest.mark.django_db


def test_a_guest_s_comment_appears_on_the_page(guest, module):
    answer = guest.post(post_url(module), form_data(), follow=True)

    assert answer.status_code == 200
    assert "I will use the pause with my clients." in answer.content.decode()


def test_after_posting_one_lands_at_the_comment(guest, module):
    answer = guest.post(post_url(module), form_data())

    comment = Comment.objects.get()
    assert answer.status_code == 303
    assert answer["Location"] == (
        f"{module.get_absolute_url()}comment-page-1/?posted={comment.pk}#comment-{comment.pk}"
    )


def test_the_page_after_posting_says_that_it_is_posted(guest, module):
    answer = guest.post(post_url(module), form_data(), follow=True)

    assert "Your comment has been posted." in answer.content.decode()
    assert answer["Cache-Control"] == "private, no-store"
