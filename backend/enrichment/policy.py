"""What may leave: TLP and PAP of a request against what asking a source does outside.

TLP says who may learn of an indicator, PAP what may be done with it. A source that tells more
people, or does more, than the mark allows is not asked.

| mark         | LOCAL | PASSIVE | ACTIVE | PUBLIC |
|--------------|-------|---------|--------|--------|
| none, CLEAR  | yes   | yes     | yes    | yes    |
| GREEN        | yes   | yes     | yes    |        |
| AMBER        | yes   | yes     |        |        |
| AMBER_STRICT | yes   |         |        |        |
| RED          | yes   |         |        |        |

TLP:GREEN stays within a community, so that nothing is shown to everybody; AMBER may be told to
those who work for the organisation, as a database that it asks does; AMBER+STRICT and RED to
nobody outside. PAP:GREEN allows active steps, AMBER only such as the other side does not see, RED
only what stays in the organisation's own systems.
"""

from backend.models.answers import Skip, SkipReason
from backend.models.requests import Options, Pap, Tlp
from backend.models.sources import Activity
from runners.egress.config import APPLIANCE_OFFLINE

_REACH = {Activity.LOCAL: 0, Activity.PASSIVE: 1, Activity.ACTIVE: 2, Activity.PUBLIC: 3}
_TLP = {Tlp.CLEAR: 3, Tlp.GREEN: 2, Tlp.AMBER: 1, Tlp.AMBER_STRICT: 0, Tlp.RED: 0}
_PAP = {Pap.CLEAR: 3, Pap.GREEN: 2, Pap.AMBER: 1, Pap.RED: 0}

_DOES = {
    Activity.LOCAL: "asks nobody",
    Activity.PASSIVE: "asks somebody outside",
    Activity.ACTIVE: "touches what is asked about",
    Activity.PUBLIC: "shows to everybody what is asked",
}


def forbidden(
    name: str, activity: Activity, options: Options, *, offline: bool = False
) -> list[Skip]:
    """Why the source `name`, which does `activity`, is not to be asked; empty when it may be.

    `offline` when the appliance itself is.
    """
    reach, does = _REACH[activity], _DOES[activity]
    skips = []
    if options.tlp is not None and reach > _TLP[options.tlp]:
        mark = options.tlp.replace("_", "+")
        skips.append(Skip(SkipReason.POLICY_TLP, f"{name} {does}, which TLP:{mark} forbids"))
    if options.pap is not None and reach > _PAP[options.pap]:
        skips.append(Skip(SkipReason.POLICY_PAP, f"{name} {does}, which PAP:{options.pap} forbids"))
    if reach and (offline or options.offline):
        why = f"the {APPLIANCE_OFFLINE}" if offline else "this request stays offline"
        skips.append(Skip(SkipReason.OFFLINE, f"{name} {does}, and {why}"))
    return skips
