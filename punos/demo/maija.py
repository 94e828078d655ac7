"""Maija's story, from her husband's call to the plan on the fridge: what the demo county is shown by."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from punos.cases import actions as cases
from punos.clients import actions as clients
from punos.consent import actions as consent
from punos.consent.rules import ConsentFor, Kind, Terms, Word
from punos.demo.cast import MAIJA_CODE, MATTI_CODE, Cast
from punos.demo.county import meet_clocks, working_moment
from punos.intake import actions as intake
from punos.kernel import clock
from punos.kernel.ids import new_id
from punos.lawfulness.categories import Category, RecipientClass
from punos.plan import actions as plan
from punos.plan.rules import Answer, Doer, DoerKind, LineKind
from punos.team import actions as team

WORDS = "Haluan asua kotona Matin kanssa. Ja että joku muistaa puolestani, kun minä en muista."
NURSE = [Category.IDENTITY, Category.COORDINATION, Category.HEALTH, Category.PLAN, Category.OWN_WORDS]
OUTSIDER = [Category.IDENTITY, Category.COORDINATION, Category.PLAN, Category.OWN_WORDS]


@dataclass(frozen=True, slots=True)
class Story:
    """What came of it: ids for those who go on from here (tests, pictures)."""

    maija: UUID
    matti: UUID
    contact: UUID
    case: UUID
    version: UUID


class Telling:
    """Tells the story day by day before ``now``; each part can be stopped at by a test."""

    def __init__(self, cast: Cast, now: datetime) -> None:
        self.cast, self.now = cast, now
        self.maija = self.matti = self.contact = self.case = self.version = self.rest = new_id()

    def at(self, days_ago: int, hour: int = 9, minute: int = 0) -> datetime:
        """A moment in office hours that many days before now."""
        from random import Random

        day = working_moment((self.now - timedelta(days=days_ago)).date(), Random(1))
        return min(day.replace(hour=hour, minute=minute), self.now - timedelta(minutes=30))

    def whole(self) -> Story:
        """All of it."""
        self.matti_calls()
        self.passed_on()
        self.aino_begins()
        self.maija_decides()
        self.team_gathers()
        self.plan_is_made()
        self.this_week()
        return Story(self.maija, self.matti, self.contact, self.case, self.version)

    def matti_calls(self) -> None:
        """Matti calls the coordinators; Pekka writes it down in half a minute."""
        c = self.cast
        with clock.at(self.at(40)):
            self.maija = clients.recognise(
                identity_code=MAIJA_CODE,
                given_names="Maija Kaarina",
                call_name="Maija",
                family_name="Meri",
                phone="040 555 0190",
                street="Rantatie 4 A 2",
                postal_code="28100",
                city="Lounatuuli",
                mother_tongue="fi",
                by=c.pekka,
            )
            self.contact = intake.record_contact(
                client=self.maija,
                channel="phone",
                sender="close_person",
                sender_name="Matti Meri",
                sender_phone="040 555 0190",
                client_agrees="yes",
                agreement_manner="spoken",
                words="Maija lähtee öisin ulos, ja minä valvon. Soitin jo terveyskeskukseen, Kelaan ja muistipolille.",
                asks="Joku, joka ottaa kokonaisuuden hoitaakseen",
                asked_before="Terveyskeskus, Kela, muistipoliklinikka",
                by=c.pekka,
            ).pk
            self.matti = clients.recognise(
                identity_code=MATTI_CODE,
                given_names="Matti Olavi",
                call_name="Matti",
                family_name="Meri",
                phone="040 555 0190",
                by=c.pekka,
            )
            his = intake.record_contact(
                client=self.matti,
                channel="phone",
                sender="client",
                client_agrees="yes",
                agreement_manner="spoken",
                words="En ole nukkunut kunnolla kuukauteen.",
                asks="Lepoa omaishoitajalle",
                by=c.pekka,
            )
            self.rest = his.pk
            intake.set_next_date(contact=his.pk, next_date=clock.add_working_days(clock.today(), 25), by=c.pekka)
            clients.link_account(client=self.maija, account=c.maija.account, by=c.pekka)
            clients.link_account(client=self.matti, account=c.matti.account, by=c.pekka)
            clients.add_tie(client=self.maija, kind="spouse", other=self.matti, same_household=True, by=c.pekka)

    def passed_on(self) -> None:
        """Home care says it is not theirs; the coordinators bring it to Aino, who takes it. Two passes, both seen."""
        c = self.cast
        with clock.at(self.at(40, 9, 30)):
            first = intake.offer(
                contact=self.contact, unit=c.units["home_care"], note="Voisiko kotihoito aloittaa?", by=c.pekka
            )
        with clock.at(self.at(39, 10)):
            intake.decline(
                handover=first.pk,
                reason="belongs_elsewhere",
                suggest_unit=c.units["social_work"],
                words="Tarvitaan ensin kokonaisarvio.",
                by=c.niko,
            )
        with clock.at(self.at(39, 13)):
            second = intake.offer(
                contact=self.contact,
                account=c.aino.account,
                note="Kotihoito ehdotti sosiaalityötä. Matti odottaa soittoa.",
                by=c.pekka,
            )
        with clock.at(self.at(38, 9)):
            intake.accept(handover=second.pk, by=c.aino)

    def aino_begins(self) -> None:
        """Aino meets them and begins the cooperation; she is Maija's own worker."""
        c = self.cast
        with clock.at(self.at(36)):
            self.case = cases.open_case(
                client=self.maija,
                model="case_manager",
                contact=self.contact,
                her_word="wants",
                why="Muisti, yöt, Matin jaksaminen ja laskut ovat eri paikoissa. Kukaan ei vastaa kokonaisuudesta.",
                next_date=clock.add_working_days(clock.today(), 5),
                by=c.aino,
            ).pk
            cases.begin_relationship(
                client=self.maija,
                service_task="older_people",
                basis="application",
                began_on=clock.today(),
                case=self.case,
                by=c.aino,
            )
            cases.name_worker(case=self.case, account=c.aino.account, role="own_worker", by=c.aino)
            cases.name_worker(case=self.case, account=c.aino.account, role="responsible_worker", by=c.aino)
        with clock.at(self.at(35)):
            cases.move_stage(
                case=self.case, stage="asked", next_date=clock.add_working_days(clock.today(), 5), by=c.aino
            )

    def maija_decides(self) -> None:
        """At home, on her own tablet, Maija says yes to the team, to a permit, and to Matti knowing."""
        c = self.cast
        year = self.now.date() + timedelta(days=190)
        plain = frozenset({Category.IDENTITY, Category.COORDINATION, Category.PLAN, Category.OWN_WORDS})
        terms = (
            Terms(Kind.CONSENT, about=ConsentFor.CONVENE_TEAM, valid_until=year),
            Terms(
                Kind.CONSENT,
                about=ConsentFor.CLOSE_PERSON,
                accounts=frozenset({c.matti.account}),
                categories=plain,
                valid_until=year,
            ),
            Terms(
                Kind.CONSENT,
                about=ConsentFor.THIRD_SECTOR,
                accounts=frozenset({c.jaana.account}),
                categories=plain,
                valid_until=year,
            ),
            Terms(
                Kind.PERMIT,
                classes=frozenset({RecipientClass.SOCIAL_PROFESSIONAL}),
                categories=frozenset({Category.HEALTH}),
                valid_until=year,
            ),
            Terms(
                Kind.PERMIT, classes=frozenset({RecipientClass.HEALTH_PROFESSIONAL}), categories=plain, valid_until=year
            ),
        )
        with clock.at(self.at(34, 11)):
            for each in terms:
                consent.give(client=self.maija, terms=each, word=Word(), her_own_wish=True, by=c.maija)

    def team_gathers(self) -> None:
        """Niko from home care, Matti, and Jaana from the memory association."""
        c = self.cast
        until = self.now.date() + timedelta(days=180)
        with clock.at(self.at(32)):
            cases.move_stage(
                case=self.case, stage="gathering", next_date=clock.add_working_days(clock.today(), 10), by=c.aino
            )
            nurse = team.invite(
                client=self.maija,
                account=c.niko.account,
                purpose="Seuraa vointia ja lääkkeitä kotona",
                categories=NURSE,
                until=until,
                wish="agrees",
                suggested_role="home_care_nurse",
                by=c.aino,
            )
            team.invite(
                client=self.maija,
                account=c.matti.account,
                person_name="Matti Meri",
                role="puoliso ja omaishoitaja",
                recipient="close_person",
                purpose="Hoitaa Maijaa kotona ja on mukana kaikessa",
                categories=OUTSIDER,
                until=until,
                wish="chooses",
                by=c.aino,
            )
            team.invite(
                client=self.maija,
                account=c.jaana.account,
                purpose="Päiväpiiri ja vertaistuki",
                categories=OUTSIDER,
                until=until,
                wish="agrees",
                by=c.aino,
            )
        with clock.at(self.at(31)):
            team.acknowledge(membership=nurse.pk, by=c.niko)
        with clock.at(self.at(30)):
            cases.move_stage(
                case=self.case, stage="assessing", next_date=clock.add_working_days(clock.today(), 10), by=c.aino
            )
            meet_clocks(self.case, c.aino)  # the assessment has begun, within the seven working days
            team.convene(
                client=self.maija, at=self.at(24, 13), purpose="Katsotaan yhdessä, mikä on tärkeintä", by=c.aino
            )

    def plan_is_made(self) -> None:
        """Her words first, then strengths, goals and small steps with a doer and a date. She accepts it."""
        c = self.cast
        with clock.at(self.at(24, 13)):
            plan.tell(client=self.maija, text=WORDS, seen=0, by=c.maija)
            for kind, text in (
                (LineKind.STRENGTH, "Tuntee kaupungin kuin taskunsa. Laulaa kuorossa. Matti on rinnalla."),
                (LineKind.OWN_VIEW, "Päivät menevät, mutta yöllä en tiedä missä olen."),
                (LineKind.FUNCTIONAL_ABILITY, "Liikkuu hyvin, lääkkeet unohtuvat, aika ja paikka hakusessa illalla."),
                (LineKind.LIFE_SITUATION, "Asuu puolison kanssa kerrostalossa. Puoliso on väsynyt."),
                (LineKind.NEED_OF_SERVICES, "Apua iltoihin ja öihin, lääkkeiden seuranta, lepoa omaishoitajalle."),
                (LineKind.CONCLUSION, "Kotona asuminen onnistuu, kun illat ja yöt järjestetään."),
            ):
                plan.write_line(client=self.maija, kind=kind, text=text, by=c.aino)
            plan.write_line(
                client=self.maija,
                kind=LineKind.PROFESSIONAL_VIEW,
                by=c.niko,
                text="Verenpaine tasapainossa, muistilääke aloitettu lokakuussa.",
            )
            self._goals()
        with clock.at(self.at(20, 10)):
            cases.move_stage(
                case=self.case, stage="planning", next_date=clock.add_working_days(clock.today(), 5), by=c.aino
            )
            self.version = plan.make_version(
                client=self.maija, review_on=self.now.date() + timedelta(days=60), by=c.aino
            ).pk
        with clock.at(self.at(19, 12)):
            plan.answer_version(version=self.version, answer=Answer.ACCEPTED, by=c.maija)
        with clock.at(self.at(18)):
            cases.move_stage(
                case=self.case, stage="carrying_out", by=c.aino, next_date=clock.add_working_days(self.now.date(), 3)
            )

    def _goals(self) -> None:
        c = self.cast
        night = plan.set_goal(client=self.maija, text="Nukumme molemmat yöt", by=c.aino)
        medicine = plan.set_goal(client=self.maija, text="Lääkkeet tulevat otettua ilman riitaa", by=c.aino)
        people = plan.set_goal(client=self.maija, text="Pääsen kuoroon torstaisin", by=c.aino)
        for goal, text, doer, days in (
            (night, "Ovihälytin asennetaan", c.niko.account, -6),
            (night, "Lepohoito Matin lomaviikoksi haetaan", c.aino.account, 4),
            (medicine, "Kotihoito jakaa lääkkeet ja käy aamulla", c.niko.account, -12),
            (people, "Sovitaan kuorokyyti muistiyhdistyksen kanssa", c.jaana.account, 1),
        ):
            step = plan.add_step(
                goal=goal.pk,
                text=text,
                doer=Doer(DoerKind.ACCOUNT, account=doer),
                by_when=max(self._day(days), clock.today()),
                by=c.aino,
            )
            if days == -12:
                self.done = step.pk
        plan.add_step(
            goal=people.pk,
            text="Laulan joka aamu yhden laulun",
            doer=Doer(DoerKind.CLIENT),
            by_when=self._day(7),
            by=c.aino,
        )

    def _day(self, days: int) -> date:
        return (self.now + timedelta(days=days)).date()

    def this_week(self) -> None:
        """Niko has done his step; the door alarm is late; Matti has asked for a call back today."""
        c = self.cast
        with clock.at(self.at(11, 14)):
            plan.do_step(step=self.done, note="Käynnit aloitettu, lääkkeet jaetaan viikoksi.", by=c.niko)
        with clock.at(self.at(5, 15)):  # Pekka has called Matti: a place for a week of rest is being looked for
            soon = clock.add_working_days(clock.today(), 5)
            intake.set_next_date(contact=self.rest, next_date=soon, by=c.pekka)
        with clock.at(self.at(3, 10)):
            again = intake.record_contact(
                client=self.maija,
                channel="phone",
                sender="close_person",
                sender_name="Matti Meri",
                client_agrees="yes",
                agreement_manner="spoken",
                words="Ovihälytintä ei ole vieläkään. Viime yö meni taas valvoessa.",
                asks="Milloin hälytin tulee?",
                by=c.aino,
            )
            intake.promise_callback(contact=again.pk, promised_by=self.at(2, 12), by=c.aino)
