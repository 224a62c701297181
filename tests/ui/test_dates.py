from datetime import UTC, datetime

from desktop_app.ui.dates import day_in_words


def test_a_day_is_said_as_people_say_it() -> None:
    assert day_in_words(datetime(2027, 5, 3, 12, tzinfo=UTC)) == "3 May 2027"
