"""`python -m appliance`, and the start of the packaged binary."""

from appliance.cli import main

if __name__ == "__main__":
    main()
