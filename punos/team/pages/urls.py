"""Addresses of the pages of a team, for the professional's door and the client's."""

from django.urls import URLPattern, path

from punos.team.pages import inviting, letters, meeting, mine, team

work: list[URLPattern] = [
    path("clients/<uuid:client>/team/", team.show, name="team"),
    path("clients/<uuid:client>/team/invite/", inviting.invite, name="team_invite"),
    path("clients/<uuid:client>/team/meet/", meeting.convene, name="team_convene"),
    path("team/<uuid:membership>/", team.member, name="team_member"),
    path("team/<uuid:membership>/end/", team.end, name="team_end"),
    path("team/<uuid:membership>/letter/", letters.letter, name="team_letter"),
    path("team/<uuid:membership>/extend/", team.extend, name="team_extend"),
]
my: list[URLPattern] = [
    path("team/", mine.team, name="team"),
    path("team/<uuid:called>/", mine.called, name="team_called"),
    path("team/<uuid:membership>/remove/", mine.remove, name="team_remove"),
]
