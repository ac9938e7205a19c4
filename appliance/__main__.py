"""`python -m appliance`, and the start of the packaged binary."""

from appliance import bootloader
from appliance.cli import main
from appliance.paths import frozen

if __name__ == "__main__":
    if frozen():
        bootloader.leave_no_trace()
    main()
