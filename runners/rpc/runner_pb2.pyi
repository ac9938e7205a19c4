from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class Empty(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class Indicator(_message.Message):
    __slots__ = ("data", "kind")
    DATA_FIELD_NUMBER: _ClassVar[int]
    KIND_FIELD_NUMBER: _ClassVar[int]
    data: str
    kind: str
    def __init__(self, data: _Optional[str] = ..., kind: _Optional[str] = ...) -> None: ...

class Context(_message.Message):
    __slots__ = ("secrets", "settings", "deadline_ms", "memory_mb", "output_kb", "egress", "state", "processes")
    class SecretsEntry(_message.Message):
        __slots__ = ("key", "value")
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: str
        def __init__(self, key: _Optional[str] = ..., value: _Optional[str] = ...) -> None: ...
    SECRETS_FIELD_NUMBER: _ClassVar[int]
    SETTINGS_FIELD_NUMBER: _ClassVar[int]
    DEADLINE_MS_FIELD_NUMBER: _ClassVar[int]
    MEMORY_MB_FIELD_NUMBER: _ClassVar[int]
    OUTPUT_KB_FIELD_NUMBER: _ClassVar[int]
    EGRESS_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    PROCESSES_FIELD_NUMBER: _ClassVar[int]
    secrets: _containers.ScalarMap[str, str]
    settings: str
    deadline_ms: int
    memory_mb: int
    output_kb: int
    egress: Egress
    state: str
    processes: int
    def __init__(self, secrets: _Optional[_Mapping[str, str]] = ..., settings: _Optional[str] = ..., deadline_ms: _Optional[int] = ..., memory_mb: _Optional[int] = ..., output_kb: _Optional[int] = ..., egress: _Optional[_Union[Egress, _Mapping]] = ..., state: _Optional[str] = ..., processes: _Optional[int] = ...) -> None: ...

class Egress(_message.Message):
    __slots__ = ("hosts", "any_public", "most_bytes")
    HOSTS_FIELD_NUMBER: _ClassVar[int]
    ANY_PUBLIC_FIELD_NUMBER: _ClassVar[int]
    MOST_BYTES_FIELD_NUMBER: _ClassVar[int]
    hosts: _containers.RepeatedScalarFieldContainer[str]
    any_public: bool
    most_bytes: int
    def __init__(self, hosts: _Optional[_Iterable[str]] = ..., any_public: _Optional[bool] = ..., most_bytes: _Optional[int] = ...) -> None: ...

class HttpCall(_message.Message):
    __slots__ = ("method", "url", "status", "refusal", "bytes_sent", "bytes_received", "ms")
    METHOD_FIELD_NUMBER: _ClassVar[int]
    URL_FIELD_NUMBER: _ClassVar[int]
    STATUS_FIELD_NUMBER: _ClassVar[int]
    REFUSAL_FIELD_NUMBER: _ClassVar[int]
    BYTES_SENT_FIELD_NUMBER: _ClassVar[int]
    BYTES_RECEIVED_FIELD_NUMBER: _ClassVar[int]
    MS_FIELD_NUMBER: _ClassVar[int]
    method: str
    url: str
    status: int
    refusal: str
    bytes_sent: int
    bytes_received: int
    ms: float
    def __init__(self, method: _Optional[str] = ..., url: _Optional[str] = ..., status: _Optional[int] = ..., refusal: _Optional[str] = ..., bytes_sent: _Optional[int] = ..., bytes_received: _Optional[int] = ..., ms: _Optional[float] = ...) -> None: ...

class FetchDataRequest(_message.Message):
    __slots__ = ("indicator", "source", "context", "version")
    INDICATOR_FIELD_NUMBER: _ClassVar[int]
    SOURCE_FIELD_NUMBER: _ClassVar[int]
    CONTEXT_FIELD_NUMBER: _ClassVar[int]
    VERSION_FIELD_NUMBER: _ClassVar[int]
    indicator: Indicator
    source: str
    context: Context
    version: str
    def __init__(self, indicator: _Optional[_Union[Indicator, _Mapping]] = ..., source: _Optional[str] = ..., context: _Optional[_Union[Context, _Mapping]] = ..., version: _Optional[str] = ...) -> None: ...

class FetchDataReply(_message.Message):
    __slots__ = ("data", "logs", "timing", "error", "calls", "peak_memory_bytes")
    DATA_FIELD_NUMBER: _ClassVar[int]
    LOGS_FIELD_NUMBER: _ClassVar[int]
    TIMING_FIELD_NUMBER: _ClassVar[int]
    ERROR_FIELD_NUMBER: _ClassVar[int]
    CALLS_FIELD_NUMBER: _ClassVar[int]
    PEAK_MEMORY_BYTES_FIELD_NUMBER: _ClassVar[int]
    data: str
    logs: _containers.RepeatedCompositeFieldContainer[LogEntry]
    timing: Timing
    error: Error
    calls: _containers.RepeatedCompositeFieldContainer[HttpCall]
    peak_memory_bytes: int
    def __init__(self, data: _Optional[str] = ..., logs: _Optional[_Iterable[_Union[LogEntry, _Mapping]]] = ..., timing: _Optional[_Union[Timing, _Mapping]] = ..., error: _Optional[_Union[Error, _Mapping]] = ..., calls: _Optional[_Iterable[_Union[HttpCall, _Mapping]]] = ..., peak_memory_bytes: _Optional[int] = ...) -> None: ...

class BackgroundTaskRequest(_message.Message):
    __slots__ = ("source", "context", "version", "source_code")
    SOURCE_FIELD_NUMBER: _ClassVar[int]
    CONTEXT_FIELD_NUMBER: _ClassVar[int]
    VERSION_FIELD_NUMBER: _ClassVar[int]
    SOURCE_CODE_FIELD_NUMBER: _ClassVar[int]
    source: str
    context: Context
    version: str
    source_code: str
    def __init__(self, source: _Optional[str] = ..., context: _Optional[_Union[Context, _Mapping]] = ..., version: _Optional[str] = ..., source_code: _Optional[str] = ...) -> None: ...

class BackgroundTaskReply(_message.Message):
    __slots__ = ("logs", "timing", "error", "calls", "state", "rows", "has_rows", "peak_memory_bytes")
    LOGS_FIELD_NUMBER: _ClassVar[int]
    TIMING_FIELD_NUMBER: _ClassVar[int]
    ERROR_FIELD_NUMBER: _ClassVar[int]
    CALLS_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    ROWS_FIELD_NUMBER: _ClassVar[int]
    HAS_ROWS_FIELD_NUMBER: _ClassVar[int]
    PEAK_MEMORY_BYTES_FIELD_NUMBER: _ClassVar[int]
    logs: _containers.RepeatedCompositeFieldContainer[LogEntry]
    timing: Timing
    error: Error
    calls: _containers.RepeatedCompositeFieldContainer[HttpCall]
    state: str
    rows: bytes
    has_rows: bool
    peak_memory_bytes: int
    def __init__(self, logs: _Optional[_Iterable[_Union[LogEntry, _Mapping]]] = ..., timing: _Optional[_Union[Timing, _Mapping]] = ..., error: _Optional[_Union[Error, _Mapping]] = ..., calls: _Optional[_Iterable[_Union[HttpCall, _Mapping]]] = ..., state: _Optional[str] = ..., rows: _Optional[bytes] = ..., has_rows: _Optional[bool] = ..., peak_memory_bytes: _Optional[int] = ...) -> None: ...

class UpdateRequest(_message.Message):
    __slots__ = ("source", "source_code", "version")
    SOURCE_FIELD_NUMBER: _ClassVar[int]
    SOURCE_CODE_FIELD_NUMBER: _ClassVar[int]
    VERSION_FIELD_NUMBER: _ClassVar[int]
    source: str
    source_code: str
    version: str
    def __init__(self, source: _Optional[str] = ..., source_code: _Optional[str] = ..., version: _Optional[str] = ...) -> None: ...

class DeleteRequest(_message.Message):
    __slots__ = ("source",)
    SOURCE_FIELD_NUMBER: _ClassVar[int]
    source: str
    def __init__(self, source: _Optional[str] = ...) -> None: ...

class InitRequest(_message.Message):
    __slots__ = ("updates",)
    UPDATES_FIELD_NUMBER: _ClassVar[int]
    updates: _containers.RepeatedCompositeFieldContainer[UpdateRequest]
    def __init__(self, updates: _Optional[_Iterable[_Union[UpdateRequest, _Mapping]]] = ...) -> None: ...

class TestRequest(_message.Message):
    __slots__ = ("indicator", "source_code", "context")
    INDICATOR_FIELD_NUMBER: _ClassVar[int]
    SOURCE_CODE_FIELD_NUMBER: _ClassVar[int]
    CONTEXT_FIELD_NUMBER: _ClassVar[int]
    indicator: Indicator
    source_code: str
    context: Context
    def __init__(self, indicator: _Optional[_Union[Indicator, _Mapping]] = ..., source_code: _Optional[str] = ..., context: _Optional[_Union[Context, _Mapping]] = ...) -> None: ...

class LogEntry(_message.Message):
    __slots__ = ("time", "level", "message")
    class Level(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
        __slots__ = ()
        INFO: _ClassVar[LogEntry.Level]
        WARNING: _ClassVar[LogEntry.Level]
        ERROR: _ClassVar[LogEntry.Level]
    INFO: LogEntry.Level
    WARNING: LogEntry.Level
    ERROR: LogEntry.Level
    TIME_FIELD_NUMBER: _ClassVar[int]
    LEVEL_FIELD_NUMBER: _ClassVar[int]
    MESSAGE_FIELD_NUMBER: _ClassVar[int]
    time: str
    level: LogEntry.Level
    message: str
    def __init__(self, time: _Optional[str] = ..., level: _Optional[_Union[LogEntry.Level, str]] = ..., message: _Optional[str] = ...) -> None: ...

class Timing(_message.Message):
    __slots__ = ("total_ms", "code_ms", "waited_ms")
    TOTAL_MS_FIELD_NUMBER: _ClassVar[int]
    CODE_MS_FIELD_NUMBER: _ClassVar[int]
    WAITED_MS_FIELD_NUMBER: _ClassVar[int]
    total_ms: float
    code_ms: float
    waited_ms: float
    def __init__(self, total_ms: _Optional[float] = ..., code_ms: _Optional[float] = ..., waited_ms: _Optional[float] = ...) -> None: ...

class Error(_message.Message):
    __slots__ = ("kind", "message", "traceback", "line", "retry_after_seconds", "file", "column")
    class Kind(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
        __slots__ = ()
        NONE: _ClassVar[Error.Kind]
        TIMEOUT: _ClassVar[Error.Kind]
        MEMORY_LIMIT: _ClassVar[Error.Kind]
        OUTPUT_LIMIT: _ClassVar[Error.Kind]
        CODE_ERROR: _ClassVar[Error.Kind]
        INVALID_ANSWER: _ClassVar[Error.Kind]
        NOT_FOUND: _ClassVar[Error.Kind]
        UNAUTHORIZED: _ClassVar[Error.Kind]
        RATE_LIMITED: _ClassVar[Error.Kind]
        NO_FUNCTION: _ClassVar[Error.Kind]
    NONE: Error.Kind
    TIMEOUT: Error.Kind
    MEMORY_LIMIT: Error.Kind
    OUTPUT_LIMIT: Error.Kind
    CODE_ERROR: Error.Kind
    INVALID_ANSWER: Error.Kind
    NOT_FOUND: Error.Kind
    UNAUTHORIZED: Error.Kind
    RATE_LIMITED: Error.Kind
    NO_FUNCTION: Error.Kind
    KIND_FIELD_NUMBER: _ClassVar[int]
    MESSAGE_FIELD_NUMBER: _ClassVar[int]
    TRACEBACK_FIELD_NUMBER: _ClassVar[int]
    LINE_FIELD_NUMBER: _ClassVar[int]
    RETRY_AFTER_SECONDS_FIELD_NUMBER: _ClassVar[int]
    FILE_FIELD_NUMBER: _ClassVar[int]
    COLUMN_FIELD_NUMBER: _ClassVar[int]
    kind: Error.Kind
    message: str
    traceback: str
    line: int
    retry_after_seconds: float
    file: str
    column: int
    def __init__(self, kind: _Optional[_Union[Error.Kind, str]] = ..., message: _Optional[str] = ..., traceback: _Optional[str] = ..., line: _Optional[int] = ..., retry_after_seconds: _Optional[float] = ..., file: _Optional[str] = ..., column: _Optional[int] = ...) -> None: ...

class StatusReply(_message.Message):
    __slots__ = ("level", "cause", "layers", "network", "accepted")
    class Level(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
        __slots__ = ()
        NONE: _ClassVar[StatusReply.Level]
        REDUCED: _ClassVar[StatusReply.Level]
        STRONG: _ClassVar[StatusReply.Level]
        FULL: _ClassVar[StatusReply.Level]
    NONE: StatusReply.Level
    REDUCED: StatusReply.Level
    STRONG: StatusReply.Level
    FULL: StatusReply.Level
    LEVEL_FIELD_NUMBER: _ClassVar[int]
    CAUSE_FIELD_NUMBER: _ClassVar[int]
    LAYERS_FIELD_NUMBER: _ClassVar[int]
    NETWORK_FIELD_NUMBER: _ClassVar[int]
    ACCEPTED_FIELD_NUMBER: _ClassVar[int]
    level: StatusReply.Level
    cause: str
    layers: _containers.RepeatedScalarFieldContainer[str]
    network: str
    accepted: bool
    def __init__(self, level: _Optional[_Union[StatusReply.Level, str]] = ..., cause: _Optional[str] = ..., layers: _Optional[_Iterable[str]] = ..., network: _Optional[str] = ..., accepted: _Optional[bool] = ...) -> None: ...
