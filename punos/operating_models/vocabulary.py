"""The closed vocabulary of building blocks. What no block can say is a reason for a new block, not a special case."""

from enum import StrEnum


class Channel(StrEnum):
    """How a matter may reach the model."""

    PORTAL = "portal"
    PHONE = "phone"
    PAPER = "paper"
    IN_PERSON = "in_person"
    CLOSE_PERSON = "close_person"
    PROFESSIONAL = "professional"
    OTHER_ORGANISATION = "other_organisation"
    HOSPITAL_DISCHARGE = "hospital_discharge"
    HOME_CARE_SUPPORT = "home_care_support"


class Role(StrEnum):
    """Who can be accountable or coordinate. Own worker is statutory, the others are operational."""

    OWN_WORKER = "own_worker"
    RESPONSIBLE_WORKER = "responsible_worker"
    SERVICE_COORDINATOR = "service_coordinator"
    COORDINATOR_PAIR = "coordinator_pair"
    CLIENT_COORDINATOR = "client_coordinator"
    TEAM_LEAD = "team_lead"


class Profession(StrEnum):
    """Who can be suggested to a team. The same words as in the county's register of who works where (a test)."""

    SOCIAL_WORKER = "social_worker"
    SOCIAL_COUNSELLOR = "social_counsellor"
    GERONOM = "geronom"
    PRACTICAL_NURSE = "practical_nurse"
    NURSE = "nurse"
    PUBLIC_HEALTH_NURSE = "public_health_nurse"
    PHYSICIAN = "physician"
    PHYSIOTHERAPIST = "physiotherapist"
    PSYCHOLOGIST = "psychologist"
    FAMILY_THERAPIST = "family_therapist"
    EMPLOYMENT_EXPERT = "employment_expert"
    TEACHER = "teacher"
    BENEFITS_EXPERT = "benefits_expert"
    NGO_ACTOR = "ngo_actor"
    OTHER = "other"


class Queue(StrEnum):
    """Where a matter goes when no person has it."""

    COORDINATOR = "coordinator"
    UNIT = "unit"


class TeamSource(StrEnum):
    """Where the team comes from."""

    BY_NEED = "by_need"
    CLIENT_CHOOSES = "client_chooses"
    EXISTING_PROFESSIONALS = "existing_professionals"
    STANDING = "standing"
    BROUGHT_TOGETHER = "brought_together"


class Requirement(StrEnum):
    """What must be in place before the team may meet."""

    BASIS_PER_PARTICIPANT = "basis_per_participant"
    CONSENT_OF_OUTSIDERS = "consent_of_outsiders"
    CONSENT_TO_TEAM = "consent_to_team"
    CLIENT_PRESENT = "client_present"
    RESPONSIBLE_WORKER_NAMED = "responsible_worker_named"


class Form(StrEnum):
    """Forms of work."""

    NETWORK_MEETING = "network_meeting"
    WEEKLY_MEETING = "weekly_meeting"
    CONSULTATION = "consultation"
    JOINT_APPOINTMENT = "joint_appointment"


class Presence(StrEnum):
    """Whether the client takes part."""

    ALWAYS = "always"
    INVITED = "invited"
    ABSENT = "absent"


class Promise(StrEnum):
    """Times the model promises; every model names them all."""

    CONTACT_FIRST_ANSWER = "contact_first_answer"
    CALLBACK = "callback"
    HANDOVER_ANSWER = "handover_answer"
    SECOND_OFFER_ANSWER = "second_offer_answer"
    CONSULTATION_ANSWER = "consultation_answer"
    WORKER_NAMED = "worker_named"
    FIRST_MEETING = "first_meeting"


class Instrument(StrEnum):
    """What can be measured; the engine knows how each is asked and counted."""

    PEI_ITEM = "pei_item"
    NPS = "nps"
    STATEMENT = "statement"
    STAFF_PULSE = "staff_pulse"
    FAILURE_DEMAND = "failure_demand"
    CONTACTS_BEFORE_AFTER = "contacts_before_after"
    COST_CONCENTRATION = "cost_concentration"
    TIME_TO_FIRST_MEETING = "time_to_first_meeting"
    STEPS_IN_TIME = "steps_in_time"
    NEEDS_MET = "needs_met"
    ROOT_CAUSES = "root_causes"
    REPEAT_VISITS = "repeat_visits"
    HEAVY_ASSESSMENTS = "heavy_assessments"
    ADOPTION = "adoption"


class Asked(StrEnum):
    """Whom a measure asks; `records` are counted and nobody is asked."""

    CLIENT = "client"
    CLOSE_PERSON = "close_person"
    STAFF = "staff"
    RECORDS = "records"


class When(StrEnum):
    """When a measure is taken."""

    AFTER_MEETING = "after_meeting"
    AT_REVIEW = "at_review"
    AT_CLOSING = "at_closing"
    MONTHLY = "monthly"
    TWICE_A_YEAR = "twice_a_year"


class Level(StrEnum):
    """How the team speaks of a client in a form of work where she is absent."""

    IDENTIFIED = "identified"
    DE_IDENTIFIED = "de_identified"
    EITHER = "either"
