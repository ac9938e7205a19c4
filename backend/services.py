"""The services, put together once by `main` and passed to every handler."""

from dataclasses import dataclass
from pathlib import Path

from backend.access.accounts import Accounts
from backend.access.sessions import Sessions
from backend.access.setup import Setup
from backend.access.tokens import Tokens
from backend.access.users import Profiles
from backend.db.pool import Database
from backend.enrichment.caching import AnswerCache
from backend.enrichment.catalog import CatalogHolder
from backend.enrichment.comparing import Comparisons
from backend.enrichment.engine import Engine
from backend.enrichment.feeds import Feeds
from backend.enrichment.history import History
from backend.enrichment.limits_left import LimitsLeft
from backend.enrichment.memory import Memory
from backend.enrichment.override_editing import OverrideEditor
from backend.enrichment.overview import Overview
from backend.enrichment.presets import Presets
from backend.enrichment.preview import Previewer
from backend.enrichment.recordings import Recordings
from backend.enrichment.source_health import SourcesHealth
from backend.enrichment.trying import Tester
from backend.enrichment.trying_tasks import TaskTester
from backend.extraction.running import Extractor
from backend.ignore_lists.lists import IgnoreLists
from backend.ignore_lists.store import ListStore
from backend.indicators.store import KindStore
from backend.jobs.probes import Probes
from backend.jobs.runs import Runs
from backend.models.sources import SourceKind
from backend.secrets.store import SecretStore
from backend.sources.editing import SourceEditor
from backend.sources.slots import SlotEditor
from backend.sources.states import SourceStates
from backend.sources.user_code import Runner
from backend.sources.versions import CodeVersions
from backend.uploads import Uploads
from backend.watchlists.house import Watch


@dataclass(frozen=True, kw_only=True)
class Services:
    """Everything that a handler may use."""

    version: str
    offline: bool
    replay: bool
    database: Database
    tokens: Tokens
    sessions: Sessions
    accounts: Accounts
    profiles: Profiles
    setup: Setup
    catalog: CatalogHolder
    kinds: KindStore
    engine: Engine
    limits: LimitsLeft
    answers: AnswerCache
    history: History
    overrides: OverrideEditor
    memory: Memory
    comparisons: Comparisons
    previewer: Previewer
    presets: Presets
    watch: Watch
    sources: SourceEditor
    versions: CodeVersions
    secrets: SecretStore
    slots: SlotEditor
    overview: Overview
    source_health: SourcesHealth
    tester: Tester
    task_tester: TaskTester
    states: SourceStates
    runs: Runs
    recordings: Recordings
    probes: Probes
    feeds: Feeds
    runners: dict[SourceKind, Runner]
    ignore_lists: IgnoreLists
    list_store: ListStore
    spool: Path | None
    uploads: Uploads
    extractor: Extractor
