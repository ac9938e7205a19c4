// Made by `npm run gen` from openapi.json 823b1ca5a6ecebe8ba079b376f3585869aba1ca2a8fb80b0c9acc7fbda279156

export interface paths {
    "/apiTokens": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Your tokens
         * @description Your own, newest first, without their secrets.
         */
        get: operations["list_api_tokens"];
        put?: never;
        /**
         * Make a token
         * @description Shown this once. What is sent is `<id>_<token>`.
         */
        post: operations["create_api_token"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/apiTokens/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Delete a token
         * @description It opens nothing from now on.
         */
        delete: operations["delete_api_token"];
        options?: never;
        head?: never;
        /**
         * Change a token's note or expiry
         * @description An absent field stays, null clears.
         */
        patch: operations["change_api_token"];
        trace?: never;
    };
    "/apiTokens/{id}/regenerate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Give a token a new secret
         * @description A new secret, shown this once; the old one opens nothing from now on.
         */
        post: operations["regenerate_api_token"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/deliveries": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What was sent to webhooks and by mail, newest first
         * @description To webhooks and by mail, newest first. `Link` leads to the next page.
         */
        get: operations["list_deliveries"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/deliveries/{id}/resend": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send again what was given up
         * @description What was given up is tried from the beginning, with the same id.
         */
        post: operations["resend_delivery"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/docs/openapi.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * This description, as OpenAPI 3.1
         * @description OpenAPI 3.1.
         */
        get: operations["get_openapi"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/feeds": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * All feeds with the state of their parts
         * @description By the name of the source, each with all of its parts.
         */
        get: operations["list_feeds"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/feeds/{slug}/import": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Load a file that was carried in into a feed
         * @description Puts the file in the place of its part; what was refused changes nothing.
         *
         *         Takes as long as the file is large: a minute for a million rows. A file that was loaded is
         *         forgotten; one that was refused can be tried again with `force`, within its hour.
         */
        post: operations["import_feed"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/feeds/{slug}/refresh": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Refresh a feed now
         * @description Once, as soon as a worker is free, also when its schedule or the source is off.
         */
        post: operations["refresh_feed"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/health": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Whether the process answers
         * @description The process answers.
         */
        get: operations["get_health"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/health/ready": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Whether the service can do its work; 503 while it can't
         * @description 503 while the database does not answer; a runner that is away is named, no more.
         */
        get: operations["get_readiness"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ignoreLists": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * All ignore lists, by name
         * @description By name.
         */
        get: operations["list_ignore_lists"];
        put?: never;
        /**
         * Make an ignore list
         * @description Without entries. It counts for every source if it is global, else for what is linked.
         */
        post: operations["create_ignore_list"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ignoreLists/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One ignore list
         * @description One list.
         */
        get: operations["get_ignore_list"];
        put?: never;
        post?: never;
        /**
         * Delete an ignore list with its entries
         * @description With its entries and links.
         */
        delete: operations["delete_ignore_list"];
        options?: never;
        head?: never;
        /**
         * Change an ignore list; absent fields stay, null clears
         * @description An absent field stays, null clears. Another name makes another slug.
         */
        patch: operations["change_ignore_list"];
        trace?: never;
    };
    "/ignoreLists/{id}/entries": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Entries of an ignore list, a page at a time
         * @description In alphabetical order. `X-Total-Count` counts all, `Link` leads to the next page.
         */
        get: operations["list_entries"];
        /**
         * Replace the entries of an ignore list
         * @description Makes these the entries of the list. Those that stay keep their id.
         */
        put: operations["replace_entries"];
        /**
         * Add entries to an ignore list
         * @description Those that do not fit are named in `refused`, counted from 1; the others are added.
         */
        post: operations["add_entries"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ignoreLists/{id}/entries/{entryId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Delete an entry of an ignore list
         * @description One entry.
         */
        delete: operations["delete_entry"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ignoreLists/{id}/entries/csv": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * All entries of an ignore list as CSV
         * @description Every entry as CSV, as it can be pasted and imported.
         */
        get: operations["export_entries"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ignoreLists/{id}/entries/paste": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Add entries that stand in a text or in CSV
         * @description A value in each line; or CSV, with columns by name or in the order of the export.
         *
         *         A line `example.com` counts for every name below it, a network for all in it, one with `*` is a
         *         wildcard, `/…/` a regular expression; every other value is compared as a whole. Empty lines and
         *         those that begin with `#` are left out.
         */
        post: operations["paste_entries"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ignoreLists/{id}/providers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The providers that an ignore list is linked to
         * @description Those that are switched on first, then by name.
         */
        get: operations["list_providers_of_list"];
        /**
         * Link an ignore list to providers, and to no others
         * @description Replaces all. The list then counts for every source of these providers.
         */
        put: operations["put_providers_of_list"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ignoreLists/{id}/sources": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The sources that an ignore list is linked to
         * @description By name.
         */
        get: operations["list_sources_of_list"];
        /**
         * Link an ignore list to sources, and to no others
         * @description Replaces all.
         */
        put: operations["put_sources_of_list"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ignoreLists/global": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The ignore lists that count for every source
         * @description Those that count for every source, switched on or not.
         */
        get: operations["list_global_ignore_lists"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ignoreLists/import": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Import lists from a file: MISP warninglists, CSV or text
         * @description MISP warninglists as they are published, one or a zip of them; or one CSV or text file.
         *
         *         A list that is there under its name gets these entries, and keeps its id and theirs. Every list
         *         is taken as a whole or not at all; why one was refused is said in its place.
         */
        post: operations["import_ignore_lists"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ignoreLists/slugs/{slug}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The id of the ignore list with a slug, as text
         * @description The id of the list with a slug, as text.
         */
        get: operations["find_ignore_list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ignoreLists/test": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Which lists and entries values match
         * @description One answer for each value, in their order, with every list and entry that it matches.
         *
         *         Lists that are switched off or past their time are left out; one that is not linked to anything
         *         is named with the scope NONE. Waits for entries that are being compiled.
         */
        post: operations["check_ignore_lists"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/indicatorKinds": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The kinds of indicators
         * @description The earlier implementation's eleven in its order, then ours, then those of users by name.
         *
         *         What users defined and switched off is left out.
         */
        get: operations["list_indicator_kinds"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/indicators/{kind}/{value}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What the team knows of an indicator: verdict, override, who asked when
         * @description Kind and value in the path, percent-encoded, slashes too; nothing is asked.
         *
         *         `X-Total-Count` counts all requests that came to a verdict on it, `Link` leads to the next.
         */
        get: operations["get_indicator"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/indicators/detect": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * What values are: kind, canonical form, what is special about them
         * @description One answer for each value, in their order. Nothing is asked and nothing kept.
         */
        post: operations["detect_indicators"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/indicators/extract": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Find the indicators in a text or a document
         * @description Finds indicators, disarmed or not, in text, log, CSV, JSON, HTML, mail, PDF, Word and Excel.
         *
         *         Also in a ZIP of these. Nothing is asked and nothing kept; a file is gone afterwards.
         */
        post: operations["extract_indicators"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/kinds": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The kinds that users defined, by name
         * @description By name, those that are switched off among them.
         */
        get: operations["list_kinds"];
        put?: never;
        /**
         * Define a kind of indicators by a pattern
         * @description The pattern is in RE2 syntax, which takes time in proportion to the value and no more.
         *
         *         `detectedAs` of the answer names another kind that the example is taken for when none is named.
         */
        post: operations["create_kind"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/kinds/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One kind that users defined
         * @description One kind.
         */
        get: operations["get_kind"];
        put?: never;
        post?: never;
        /**
         * Delete a kind that no source names; history keeps its name
         * @description Requests in history keep its name. Refused while a source names it.
         */
        delete: operations["delete_kind"];
        options?: never;
        head?: never;
        /**
         * Change a kind; absent fields stay
         * @description An absent field stays. Its name is for good: history, sources and lists name it.
         */
        patch: operations["change_kind"];
        trace?: never;
    };
    "/limits": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What is left of each source's limits, and which sources are left alone
         * @description Every source by name, one without limits too: its vendor may have said to wait.
         */
        get: operations["list_limits"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/me": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Who is signed in
         * @description With what the roles allow.
         */
        get: operations["get_me"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Change your name, language or time zone
         * @description An absent field stays, null clears.
         */
        patch: operations["change_me"];
        trace?: never;
    };
    "/me/notifications": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Which notifications are mailed to you
         * @description None unless the user chose some.
         */
        get: operations["get_mail_choice"];
        /**
         * Choose which notifications are mailed to you
         * @description Of these kinds, what the user sees is mailed too.
         */
        put: operations["put_mail_choice"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/me/password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Change your password
         * @description Ends all other sessions.
         */
        put: operations["change_password"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/notifications": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Your notifications, newest first
         * @description Newest first. `X-Unread-Count` counts all that are unread, `Link` leads to the next page.
         */
        get: operations["list_notifications"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/notifications/{id}/read": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * You have seen a notification
         * @description For the user alone: others still see it as unread.
         */
        post: operations["read_notification"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/notifications/read": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * You have seen all notifications
         * @description All that the user sees.
         */
        post: operations["read_notifications"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/overrides": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * All overrides of verdicts, the last changed first
         * @description Those past their time too; the one that was changed last comes first.
         */
        get: operations["list_overrides"];
        put?: never;
        /**
         * Overrule the sources about a value or a pattern
         * @description The pattern is kept in canonical form; verdicts from now on go by it.
         */
        post: operations["create_override"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/overrides/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One override
         * @description One override.
         */
        get: operations["get_override"];
        put?: never;
        post?: never;
        /**
         * Delete an override
         * @description Verdicts that it made stay as they were.
         */
        delete: operations["delete_override"];
        options?: never;
        head?: never;
        /**
         * Change level, reason or expiry of an override
         * @description An absent field stays, null clears. Who changes it is its author from then on.
         */
        patch: operations["change_override"];
        trace?: never;
    };
    "/presets": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Presets of sources
         * @description Every preset, by name.
         */
        get: operations["list_presets"];
        put?: never;
        /**
         * Make a preset
         * @description Everybody who may ask may make and change presets: they are the team's.
         */
        post: operations["create_preset"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/presets/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One preset
         * @description One preset.
         */
        get: operations["get_preset"];
        put?: never;
        post?: never;
        /**
         * Delete a preset
         * @description Requests that were made with it stay as they are.
         */
        delete: operations["delete_preset"];
        options?: never;
        head?: never;
        /**
         * Change a preset
         * @description An absent field stays.
         */
        patch: operations["change_preset"];
        trace?: never;
    };
    "/providers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * All providers, those that are switched on first
         * @description Those that are switched on first, then by name.
         */
        get: operations["list_providers"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/providers/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Switch all sources of a provider on or off
         * @description Sources of a provider that is switched off are skipped.
         */
        patch: operations["switch_provider"];
        trace?: never;
    };
    "/providers/{id}/ignoreLists": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The ignore lists that a provider is linked to
         * @description By name, without those that are global.
         */
        get: operations["list_lists_of_provider"];
        /**
         * Link ignore lists to a provider, and no others
         * @description Replaces all.
         */
        put: operations["put_lists_of_provider"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/recordings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Recordings of what sources answered, newest first
         * @description Newest first.
         */
        get: operations["list_recordings"];
        put?: never;
        /**
         * Begin to record what sources answer
         * @description Answers are recorded without secrets, until it is stopped or full; one goes on at a time.
         */
        post: operations["start_recording"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/recordings/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Delete a recording with its answers
         * @description With all its answers.
         */
        delete: operations["delete_recording"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/recordings/{id}/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * A recording as a file
         * @description As a file that the setting `[sources] replay` takes.
         */
        get: operations["export_recording"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/recordings/{id}/stop": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * End a recording
         * @description It stays, to be exported or replayed.
         */
        post: operations["stop_recording"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/requests": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Requests, newest first
         * @description Newest first. `X-Total-Count` counts all, `Link` leads to the next page.
         */
        get: operations["list_requests"];
        put?: never;
        /**
         * Ask sources about indicators; 202 at once, or 200 when done with `wait`
         * @description 202 with the id once the request is committed; with `wait`, 200 and all that came out.
         *
         *         Many indicators are asked in the background, in chunks, and can't be waited for.
         */
        post: operations["create_request"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/requests/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One request
         * @description One request.
         */
        get: operations["get_request"];
        put?: never;
        post?: never;
        /**
         * Stop asking; what was answered stays
         * @description What was not answered yet is skipped; what was stays.
         */
        delete: operations["cancel_request"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/requests/{id}/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The events of a request as a stream; resumed by Last-Event-ID or `after`
         * @description The gateway speaks the stream, and asks `…/events/batch` for its events.
         */
        get: operations["stream_events"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/requests/{id}/events/batch": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The events of a request as a long poll
         * @description Events as a long poll, for clients that can't read a stream.
         */
        get: operations["list_events"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/requests/{id}/events/upstream": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The events of a request in the form of /requests/execute/sse, as a long poll
         * @description A request's events in the earlier form, as a long poll.
         */
        get: operations["list_upstream_events"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/requests/{id}/history": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The results of a request that was asked at once, latest first
         * @description Every result: found, not found, skipped and failed; latest first.
         */
        get: operations["list_results"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/requests/{id}/indicators": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The indicators of a request in pages, with their verdicts
         * @description In their order in the request; without a verdict while they are asked about.
         */
        get: operations["page_indicators"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/requests/{id}/pause": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Ask nothing more until it is resumed
         * @description Nothing more is asked until it is resumed; what is being asked comes to its end first.
         */
        post: operations["pause_request"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/requests/{id}/results": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The results of a request in pages, in the order in which they came
         * @description In the order in which they came, also while more are to come. `Link` leads on.
         */
        get: operations["page_results"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/requests/{id}/resume": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Go on with a paused request
         * @description Go on where it was paused.
         */
        post: operations["resume_request"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/requests/compare": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Two requests side by side: what changed, what is new, what is gone
         * @description How `b` differs from `a`; changed answers first, then new ones, then those that are gone.
         *
         *         An entry without a source is the verdict. `counts` are of all, also of what is the same;
         *         `Link` leads to the next part of what differs.
         */
        get: operations["compare_requests"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/requests/execute": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Ask about one indicator and wait for every source
         * @description Ask, wait for all, answer with a list.
         */
        get: operations["execute"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/requests/execute/sse": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Ask about one indicator; answers as a stream of three kinds of events
         * @description Ask, and answer with a stream.
         */
        get: operations["execute_stream"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/requests/preview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * What a request would ask, of whom, and what would leave, without asking
         * @description What the same body would ask, of whom, and what would leave. Nothing is asked or kept.
         */
        post: operations["preview_request"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/runs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Runs of all background work, newest first
         * @description Newest first. `X-Total-Count` counts all, `Link` leads to the next page.
         */
        get: operations["list_runs"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/runs/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One run with its log
         * @description One run.
         */
        get: operations["get_run"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/secrets": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * All secrets without their values, by name
         * @description By name, without values.
         */
        get: operations["list_secrets"];
        put?: never;
        /**
         * Keep a secret; the answer is its id
         * @description Its id, as text. The value is encrypted before it is stored.
         */
        post: operations["create_secret"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/secrets/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Delete a secret; its links become empty
         * @description Slots that it was linked to are empty then.
         */
        delete: operations["delete_secret"];
        options?: never;
        head?: never;
        /**
         * Change a secret; absent fields stay, null clears
         * @description An absent field stays, null clears. Sources are asked anew with another value.
         */
        patch: operations["change_secret"];
        trace?: never;
    };
    "/secrets/{id}/value": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The value of a secret; that it was read is logged
         * @description The value, as text. Who read which secret is logged.
         */
        get: operations["reveal_secret"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Your sessions
         * @description Your own, newest first.
         */
        get: operations["list_sessions"];
        put?: never;
        /**
         * Sign in
         * @description Begins a session. One sentence for an unknown address, a wrong password, a disabled user.
         */
        post: operations["sign_in"];
        /**
         * End all other sessions of yours
         * @description Ends all of your sessions but the one that asks; asked with a token, all.
         */
        delete: operations["end_other_sessions"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/sessions/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * End a session of yours
         * @description Ends one of your sessions, wherever it is, within a second.
         */
        delete: operations["end_session"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/sessions/current": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Sign out
         * @description Ends the session of this browser.
         */
        delete: operations["sign_out"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/setup": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Whether the first administrator is still to be made
         * @description Needed until there is an administrator, made here or by `user create --role admin`.
         */
        get: operations["get_setup"];
        put?: never;
        /**
         * Make the first administrator, with the token of the link that the start printed
         * @description Makes the first administrator and signs them in. The link's token is void from then on.
         */
        post: operations["complete_setup"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/sources": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * All sources, by name
         * @description By name.
         */
        get: operations["list_sources"];
        put?: never;
        /**
         * Create a source from code, or from a template and settings
         * @description Of code, which is checked before it is saved, or of a template (`GET /sources/generic`).
         *
         *         A template's source has the kind SYSTEM; code needs the permission `source_code` too, and
         *         `config_edit` where it may reach any public host.
         */
        post: operations["create_source"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/sources/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One source
         * @description One source.
         */
        get: operations["get_source"];
        put?: never;
        post?: never;
        /**
         * Delete a source; its results stay in history
         * @description What it answered stays in history.
         */
        delete: operations["delete_source"];
        options?: never;
        head?: never;
        /**
         * Change a source; absent fields stay, null clears
         * @description An absent field stays, null clears. Code needs the permission `source_code` too.
         *
         *         That it may reach any public host needs `config_edit`.
         */
        patch: operations["change_source"];
        trace?: never;
    };
    "/sources/{id}/cache": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Forget every cached answer of a source
         * @description The next question about anything is asked anew, by every process.
         */
        delete: operations["forget_answers"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/sources/{id}/health": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * How one source does
         * @description One source.
         */
        get: operations["get_source_health"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/sources/{id}/ignoreLists": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The ignore lists that a source is linked to
         * @description By name, without those that are global.
         */
        get: operations["list_lists_of_source"];
        /**
         * Link ignore lists to a source, and no others
         * @description Replaces all.
         */
        put: operations["put_lists_of_source"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/sources/{id}/probe": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Ask a source now about what it is known to know
         * @description It begins within seconds; `GET /sources/{id}/health` shows what came of it.
         */
        post: operations["probe_source"];
        /**
         * Take what the next probe finds as the shape of a source's answer
         * @description For when a source answers in another way for good; what was told of it is resolved.
         */
        delete: operations["forget_shape"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/sources/{id}/run": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Run a source's task now: refresh its feed, or run its code's background task
         * @description Once, as soon as a worker is free, also when its schedule or the source is off.
         */
        post: operations["run_source"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/sources/{id}/runs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Runs of a source's task, newest first
         * @description Newest first. `X-Total-Count` counts all, `Link` leads to the next page.
         */
        get: operations["list_source_runs"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/sources/{id}/runs/{runId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One run of a source's task, with its log
         * @description One run of a source's task.
         */
        get: operations["get_source_run"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/sources/{id}/secrets": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The secrets that a source takes, and which are linked
         * @description What secrets a source takes, and which are linked.
         */
        get: operations["list_slots"];
        /**
         * Say what secrets a source takes, and link them
         * @description Replaces all. Of a built-in source, which declares its own, only the links change.
         *
         *         Linking a secret that the source did not have needs the permission `secret_edit` too.
         */
        put: operations["put_slots"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/sources/{id}/state": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What a source's background task keeps from run to run
         * @description As its last run left it; {} where none did. It may hold what only its author should see.
         */
        get: operations["get_source_state"];
        put?: never;
        post?: never;
        /**
         * Forget what a source's background task keeps
         * @description The next run begins with none. A run that is under way may still leave its own.
         */
        delete: operations["clear_source_state"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/sources/{id}/test": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Ask one source about one indicator, and keep nothing
         * @description Asks a source with its secrets, by the code given or as it is saved; nothing is kept.
         *
         *         One that is switched off is asked all the same. Running code needs `source_code` too.
         */
        post: operations["test_source"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/sources/{id}/test-task": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Run a source's background task, and keep nothing
         * @description Runs a source's background task with its secrets, by the code given or as it is saved.
         *
         *         What it would leave, state and rows, is shown and not kept; its time is a minute at most.
         */
        post: operations["test_source_task"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/sources/{id}/versions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Versions of a source's code, newest first
         * @description Newest first. Each save that changes the code makes one, and all of them are kept.
         */
        get: operations["list_source_versions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/sources/{id}/versions/{number}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One version of a source's code
         * @description With its code.
         */
        get: operations["get_source_version"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/sources/{id}/versions/{number}/diff": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What a version of a source's code changed
         * @description From `against`, or the version before it, to this one; a unified diff.
         */
        get: operations["diff_source_version"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/sources/{id}/versions/{number}/restore": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Save the code of an earlier version again
         * @description Saves its code again as a new version, whose note says which it restores.
         *
         *         It is checked as any code that is saved.
         */
        post: operations["restore_source_version"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/sources/generic": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What sources can be made of without code, with their settings
         * @description By the names that `POST /sources` takes as `template`.
         */
        get: operations["list_generic"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/sources/health": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * How every source does: successes, failures, latencies, limits, circuit, feed
         * @description Every source by name, as all processes counted.
         */
        get: operations["list_source_health"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/sources/stubs/{language}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What code of sources can use, as a file for editors
         * @description For an editor: the types and functions of what a source's code can use.
         *
         *         `language` is PYTHON, which answers `indicator_aggregator.pyi`, or JAVA_SCRIPT, TypeScript's
         *         too, which answers `indicator-aggregator.d.ts`.
         */
        get: operations["get_source_stub"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/sources/templates": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What the code of a new source begins with, by its language
         * @description As the editor begins. TYPE_SCRIPT is for a source of the kind JAVA_SCRIPT, too.
         */
        get: operations["get_source_templates"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/sources/test": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Run code, or ask by a template's settings, about one indicator; nothing is saved
         * @description Runs code, or asks by a template's settings, of which nothing is saved or kept.
         *
         *         A template has no secrets yet. Code needs the permission `source_code` too.
         */
        post: operations["test_code"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/sources/test-task": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Run a background task of code that is not saved, and keep nothing
         * @description Runs the background task of code that no source has yet. Nothing is saved or kept.
         */
        post: operations["test_task_code"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/uploads": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Bring a file, to be named by its id
         * @description Takes a file for an hour, to be named by its id once: in `/indicators/extract`, say.
         *
         *         The body is the file itself, of any media type; `name` is what it is called. It goes straight to
         *         the disk, so that it may be larger than other bodies. Only its owner can use it.
         */
        post: operations["create_upload"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/watchlists": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Watchlists, by name
         * @description By name.
         */
        get: operations["list_watchlists"];
        put?: never;
        /**
         * Watch indicators: ask about them again on a schedule
         * @description It is asked at once; what comes out is what later runs are compared with.
         */
        post: operations["create_watchlist"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/watchlists/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One watchlist
         * @description One watchlist.
         */
        get: operations["get_watchlist"];
        put?: never;
        post?: never;
        /**
         * Watch no longer
         * @description The requests that it made stay.
         */
        delete: operations["delete_watchlist"];
        options?: never;
        head?: never;
        /**
         * Change a watchlist; its schedule at once
         * @description An absent field stays, null clears. Another interval counts from the last run, at once.
         */
        patch: operations["change_watchlist"];
        trace?: never;
    };
    "/watchlists/{id}/changes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Changed verdicts, newest first
         * @description Newest first. `Link` leads to the next page.
         */
        get: operations["list_watchlist_changes"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/watchlists/{id}/run": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Ask now; the answer is the request's id
         * @description Ask now, also what is switched off; a run that is under way is that run.
         */
        post: operations["run_watchlist"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/watchlists/{id}/runs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Runs, the latest first
         * @description The latest first.
         */
        get: operations["list_watchlist_runs"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/watchlists/{id}/verdicts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What is known of each indicator
         * @description What is known of each indicator, and since when it could not be checked.
         */
        get: operations["list_watchlist_verdicts"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/webhooks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Webhooks without their secrets, by name
         * @description By name, without their secrets.
         */
        get: operations["list_webhooks"];
        put?: never;
        /**
         * Send notifications to an address; the answer shows the secret that signs them
         * @description The secret is shown this once.
         *
         *         It may lead to a private address, where only an administrator can make the service send.
         */
        post: operations["create_webhook"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/webhooks/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One webhook
         * @description Without its secret.
         */
        get: operations["get_webhook"];
        put?: never;
        post?: never;
        /**
         * Delete a webhook
         * @description What is on its way to it is dropped.
         */
        delete: operations["delete_webhook"];
        options?: never;
        head?: never;
        /**
         * Change a webhook
         * @description An absent field stays. What is on its way already goes to the address that holds then.
         */
        patch: operations["change_webhook"];
        trace?: never;
    };
    "/webhooks/{id}/deliveries": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What was sent to a webhook, newest first
         * @description Newest first. `Link` leads to the next page.
         */
        get: operations["list_webhook_deliveries"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/webhooks/{id}/test": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send something to a webhook now
         * @description One attempt, now; SENT, or DEAD with the reason.
         */
        post: operations["test_webhook"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /**
         * Action
         * @description What a list does: BLOCK keeps sources from being asked, ANNOTATE only says so.
         * @enum {unknown}
         */
        Action: "ANNOTATE" | "BLOCK";
        /**
         * Activity
         * @description What asking does outside.
         *
         *         LOCAL asks nobody; PASSIVE asks a database of somebody; ACTIVE touches the indicator itself;
         *         PUBLIC also shows the question to everybody.
         * @enum {unknown}
         */
        Activity: "ACTIVE" | "LOCAL" | "PASSIVE" | "PUBLIC";
        /**
         * Added
         * @description What became of entries that were to be added. Only the first thousand refused are named.
         */
        Added: {
            added: number;
            duplicates: number;
            /** @default [] */
            refused?: components["schemas"]["Refused"][];
        };
        /**
         * AllRunsQuery
         * @description The same of all runs, or of a kind of work: "source", "retention".
         */
        AllRunsQuery: {
            /** @default null */
            cursor?: string | null;
            /** @default 100 */
            limit?: number;
            /** @default null */
            work?: string | null;
        };
        /**
         * Answer
         * @description What a source says. `found` false means that it knows nothing, which is never benign.
         */
        Answer: {
            /** @default null */
            asOf?: string | null;
            /** @default null */
            confidence?: number | null;
            /** @default [] */
            elements?: components["schemas"]["Element"][];
            /** @default [] */
            families?: string[];
            /** @default null */
            firstSeen?: string | null;
            found: boolean;
            /** @default null */
            lastSeen?: string | null;
            /** @default [] */
            links?: components["schemas"]["Link"][];
            /** @default null */
            raw?: unknown;
            /** @default null */
            score?: number | null;
            /** @default [] */
            tags?: string[];
            /** @default null */
            verdict?: components["schemas"]["Level"] | null;
        };
        /**
         * ApiToken
         * @description A token without its secret, which is stored nowhere. `last_used_at` lags by a minute.
         */
        ApiToken: {
            createdAt: string;
            expiresAt: string | null;
            id: string;
            lastUsedAt: string | null;
            note: string;
            updatedAt: string;
        };
        /**
         * ApiTokenCreate
         * @description What a new token is for, and until when; for ever without `expires_at`.
         */
        ApiTokenCreate: {
            /** @default null */
            expiresAt?: string | null;
            note: string;
        };
        /**
         * ApiTokenCreated
         * @description A new token, shown this once: `<id>_<token>` is what is sent.
         */
        ApiTokenCreated: {
            id: string;
            token: string;
        };
        /**
         * ApiTokenPatch
         * @description What changes of a token: an absent field stays, null clears.
         */
        ApiTokenPatch: {
            expiresAt?: string | null;
            note?: string;
        };
        /**
         * AskedBefore
         * @description An earlier question about an indicator, and the verdict then.
         *
         *         `user_name` is null when the account is gone.
         */
        AskedBefore: {
            createdAt: string;
            level: components["schemas"]["Level"];
            requestId: string;
            userName: string | null;
        };
        /**
         * AskedIndicator
         * @description A value, and its kind when the client knows it.
         */
        AskedIndicator: {
            /** @description The value as it was found. */
            data: string;
            /** @default null */
            kind?: string | null;
        };
        /**
         * AskedQuery
         * @description Which of the requests about an indicator.
         */
        AskedQuery: {
            /** @default null */
            cursor?: string | null;
            /** @default 100 */
            limit?: number;
        };
        /**
         * CacheAction
         * @description What the cache had to do with an answer.
         * @enum {unknown}
         */
        CacheAction: "FROM_CACHE" | "SAVED_TO_CACHE";
        /**
         * CacheNote
         * @description What the cache had to do with an answer.
         */
        CacheNote: {
            action: components["schemas"]["CacheAction"];
            cachedAt: string;
            cacheKey: string;
            expiresAt: string;
        };
        /**
         * Cell
         * @description What is compared of a result, or with `status` null of a verdict.
         */
        Cell: {
            /** @default [] */
            families?: string[];
            level: components["schemas"]["Level"] | null;
            score: number | null;
            status: components["schemas"]["Status"] | null;
            /** @default [] */
            tags?: string[];
        };
        /**
         * CellChange
         * @description What one source says about one indicator, before and after; without a source the verdict.
         */
        CellChange: {
            after: components["schemas"]["Cell"] | null;
            before: components["schemas"]["Cell"] | null;
            change: components["schemas"]["Change"];
            indicator: components["schemas"]["Indicator"];
            sourceId: string | null;
            sourceName: string | null;
        };
        /**
         * Change
         * @description What became of an answer from one request to the other.
         * @enum {unknown}
         */
        Change: "CHANGED" | "GONE" | "NEW";
        /**
         * ChangeCounts
         * @description How many answers and verdicts there are of each sort.
         */
        ChangeCounts: {
            /** @default 0 */
            changed?: number;
            /** @default 0 */
            gone?: number;
            /** @default 0 */
            new?: number;
            /** @default 0 */
            same?: number;
        };
        /**
         * CircuitState
         * @description CLOSED: the source is asked. OPEN: it failed and is left alone. HALF_OPEN: one may try.
         * @enum {unknown}
         */
        CircuitState: "CLOSED" | "HALF_OPEN" | "OPEN";
        /**
         * CircuitView
         * @description A source's circuit in the process that answers.
         */
        CircuitView: {
            /** @default null */
            openUntil?: string | null;
            /** @default CLOSED */
            state?: components["schemas"]["CircuitState"];
        };
        /**
         * CompareQuery
         * @description The two requests, and which part of what differs.
         */
        CompareQuery: {
            a: string;
            b: string;
            /** @default 0 */
            cursor?: number;
            /** @default 1000 */
            limit?: number;
        };
        /**
         * Comparison
         * @description Two requests side by side: what changed first, then what is new, then what is gone.
         */
        Comparison: {
            a: components["schemas"]["Request"];
            b: components["schemas"]["Request"];
            changes: components["schemas"]["CellChange"][];
            counts: components["schemas"]["ChangeCounts"];
        };
        /**
         * Counts
         * @description How many questions ended in which way.
         */
        Counts: {
            /** @default 0 */
            error?: number;
            /** @default 0 */
            found?: number;
            /** @default 0 */
            notFound?: number;
            /** @default 0 */
            skipped?: number;
        };
        /**
         * DeliveriesQuery
         * @description Which part of the list; in one state alone.
         */
        DeliveriesQuery: {
            /** @default null */
            cursor?: string | null;
            /** @default 100 */
            limit?: number;
            /** @default null */
            state?: components["schemas"]["DeliveryState"] | null;
        };
        /**
         * Delivery
         * @description A notification on its way to a webhook or a mailbox.
         *
         *         `status` is that of HTTP or the code of SMTP, `error` why the last attempt failed.
         */
        Delivery: {
            attempts: number;
            createdAt: string;
            endedAt: string | null;
            error: string | null;
            id: string;
            kind: components["schemas"]["NotificationKind"];
            nextAttemptAt: string | null;
            notificationId: string | null;
            recipient: string | null;
            state: components["schemas"]["DeliveryState"];
            status: number | null;
            webhookId: string | null;
        };
        /**
         * DeliveryState
         * @description Where something is that is to be sent.
         * @enum {unknown}
         */
        DeliveryState: "DEAD" | "PENDING" | "SENT";
        /**
         * Detected
         * @description What a value is, or in `error` why it is nothing that can be asked about.
         *
         *         `reason` says by what it was told; `alternatives` are kinds that it is valid as too.
         *         `defanged` is a form that no program takes for a link. `special` sets it apart; with
         *         `stays_inside` no source outside is told of it.
         */
        Detected: {
            /** @default [] */
            alternatives?: string[];
            /** @default null */
            defanged?: string | null;
            /** @default null */
            error?: string | null;
            /** @default null */
            indicator?: components["schemas"]["Indicator"] | null;
            /** @default  */
            reason?: string;
            /** @default null */
            special?: components["schemas"]["Special"] | null;
            /** @default false */
            staysInside?: boolean;
            value: string;
        };
        /**
         * DetectValues
         * @description Values as they were found.
         */
        DetectValues: {
            values: string[];
        };
        /**
         * DiffQuery
         * @description What a version is compared with: by default the one before it, 0 is nothing.
         */
        DiffQuery: {
            /** @default null */
            against?: number | null;
        };
        /**
         * Element
         * @description One labelled piece of an answer.
         *
         *         `value` by kind: TEXT and CODE a string; NUMBER a number; DATE an RFC 3339 string; BOOLEAN a
         *         boolean; TAGS and LIST strings; LINK `{label, url}`; KEY_VALUES `[{key, value}]`; TABLE
         *         `{columns: [string], rows: [[string | number | null]]}`.
         */
        Element: {
            /** @default null */
            colour?: components["schemas"]["Level"] | null;
            kind: components["schemas"]["ElementKind"];
            label: string;
            value: unknown;
        };
        /**
         * ElementKind
         * @description How a piece of an answer is drawn.
         * @enum {unknown}
         */
        ElementKind: "BOOLEAN" | "CODE" | "DATE" | "KEY_VALUES" | "LINK" | "LIST" | "NUMBER" | "TABLE" | "TAGS" | "TEXT";
        /**
         * EntriesQuery
         * @description Which part of a list; `q` is a part of an entry or its comment.
         */
        EntriesQuery: {
            /** @default null */
            cursor?: string | null;
            /** @default 100 */
            limit?: number;
            /** @default null */
            q?: string | null;
        };
        /**
         * EventItem
         * @description An event; `id` stands in its stream in place of `seq` where it is given.
         */
        EventItem: {
            data: unknown;
            event: string;
            /** @default null */
            id?: string | null;
            seq: number;
        };
        /**
         * EventPage
         * @description Events later than asked for; `done` when none will follow `after`.
         */
        EventPage: {
            after: number;
            done: boolean;
            events: components["schemas"]["EventItem"][];
        };
        /**
         * EventsQuery
         * @description Which events: those later than `after`; `wait` seconds for the first of them.
         */
        EventsQuery: {
            /** @default 0 */
            after?: number;
            /** @default 0 */
            wait?: number;
        };
        /**
         * ExecuteQuery
         * @description What to ask whom. Parameters that are not known are ignored, as ever.
         */
        ExecuteQuery: {
            data: string;
            /** @default false */
            ignoreErrors?: string;
            /** @description A kind that comes with the program or was defined by users. */
            kind: string;
            /** @default [] */
            source_ids?: string[];
            /** @default [] */
            sourceIds?: string[];
        };
        /**
         * Extracted
         * @description All that was found, in order of appearance.
         *
         *         `truncated` when more than 100,000 distinct indicators are in it, of which the first are listed;
         *         `warnings` names parts that were not read, and why.
         */
        Extracted: {
            indicators: components["schemas"]["ExtractedIndicator"][];
            seconds: number;
            truncated: boolean;
            warnings: string[];
        };
        /**
         * ExtractedIndicator
         * @description A distinct indicator, how often it stands there, where first, and what sets it apart.
         */
        ExtractedIndicator: {
            count: number;
            first: components["schemas"]["Place"];
            indicator: components["schemas"]["Indicator"];
            special: components["schemas"]["Special"] | null;
        };
        /**
         * ExtractIndicators
         * @description A text, or the id of a file from `POST /uploads`: one of them.
         */
        ExtractIndicators: {
            /** @default null */
            text?: string | null;
            /** @default null */
            uploadId?: string | null;
        };
        /**
         * Failure
         * @description Why a source that was asked gave no answer.
         */
        Failure: {
            /** @default  */
            detail?: string;
            kind: components["schemas"]["FailureKind"];
        };
        /**
         * FailureKind
         * @description Why a source that was asked gave no answer.
         * @enum {unknown}
         */
        FailureKind: "CODE_ERROR" | "DATABASE_ERROR" | "INTERNAL_SERVER_ERROR" | "INVALID_ANSWER" | "MEMORY_LIMIT" | "MISSING_SOURCE_CODE" | "OUTPUT_LIMIT" | "RATE_LIMITED" | "REQUEST_ERROR" | "RESPONSE_ERROR" | "STALE" | "TIMEOUT" | "UNAUTHORIZED";
        /**
         * Feed
         * @description A source's feed. A part older than `max_age_seconds` is not asked; null is any age.
         */
        Feed: {
            enabled: boolean;
            maxAgeSeconds: number | null;
            name: string;
            parts: components["schemas"]["FeedPart"][];
            slug: string;
            sourceId: string;
        };
        /**
         * FeedImported
         * @description What an import did: `rows` are there now, `rows_before` were there.
         *
         *         `as_of` is the time that a file says it was built; null where files don't say.
         */
        FeedImported: {
            asOf: string | null;
            part: string;
            rows: number;
            rowsBefore: number;
            slug: string;
        };
        /**
         * FeedPart
         * @description The local copy of one part.
         *
         *         `as_of` is when it was last known to be the publisher's, `checked_at` the last attempt and
         *         `error` why that failed. `origin` is the address or the file's name that the rows came from,
         *         `sha256` that of the file. `stale` says that it is too old to be asked.
         */
        FeedPart: {
            /** @default null */
            asOf?: string | null;
            /** @default null */
            checkedAt?: string | null;
            /** @default null */
            error?: string | null;
            /** @default null */
            loadedAt?: string | null;
            name: string;
            /** @default null */
            origin?: string | null;
            /** @default 0 */
            rows?: number;
            /** @default null */
            sha256?: string | null;
            /** @default false */
            stale?: boolean;
        };
        /**
         * FeedPartState
         * @description The local copy of one part of a feed.
         *
         *         `as_of` is when it was last known to be the publisher's, `error` why the last attempt failed.
         */
        FeedPartState: {
            /** @default null */
            asOf?: string | null;
            /** @default null */
            error?: string | null;
            /** @default null */
            loadedAt?: string | null;
            name: string;
            /** @default 0 */
            rows?: number;
        };
        /**
         * FeedState
         * @description The local copy of a feed. Older than `max_age_seconds` it is not asked; null is any age.
         */
        FeedState: {
            maxAgeSeconds: number | null;
            parts: components["schemas"]["FeedPartState"][];
        };
        /**
         * FieldError
         * @description What is wrong with one value of a body (`pointer`, RFC 6901) or one parameter (its name).
         *
         *         Of text that has lines, `line` and `column` say where in it; both count from 1.
         */
        FieldError: {
            /** @default null */
            column?: number | null;
            /** @default null */
            line?: number | null;
            message: string;
            pointer: string;
        };
        /**
         * FinishedRequest
         * @description A request with all that came out of it.
         */
        FinishedRequest: {
            request: components["schemas"]["Request"];
            results: components["schemas"]["Result"][];
            verdicts: components["schemas"]["Verdict"][];
        };
        /**
         * GenericSetting
         * @description A setting: `default` gives its type.
         *
         *         `choices` are all that a text may be; none: anything. Without a `required` one no source is
         *         made: its default says nothing.
         */
        GenericSetting: {
            choices: string[];
            default: string | number | boolean | string[];
            help: string;
            name: string;
            required: boolean;
        };
        /**
         * GenericSlot
         * @description A slot that a secret may be linked to once the source is there.
         */
        GenericSlot: {
            help: string;
            name: string;
            required: boolean;
        };
        /**
         * GenericSource
         * @description A template. `task_interval` in seconds is of those that have a feed, which is refreshed.
         */
        GenericSource: {
            activity: components["schemas"]["Activity"];
            description: string;
            kinds: string[];
            name: string;
            secrets: components["schemas"]["GenericSlot"][];
            settings: components["schemas"]["GenericSetting"][];
            taskInterval: number | null;
            template: string;
            url: string;
        };
        /**
         * Health
         * @description The process answers.
         */
        Health: {
            status: string;
        };
        /**
         * HealthWindow
         * @description What came of the questions since a time.
         *
         *         Questions are those that reached the source: not what the cache answered or what was skipped.
         *         `error_rate` runs from 0 to 1; it and the latencies (milliseconds, at most 10 % off, tries
         *         together) are null when nothing was asked.
         */
        HealthWindow: {
            errorRate: number | null;
            failures: number;
            p50Ms: number | null;
            p95Ms: number | null;
            p99Ms: number | null;
            questions: number;
            since: string;
        };
        /**
         * HistoryEntry
         * @description One result in history, with the earlier implementation's names and ours.
         */
        HistoryEntry: {
            cacheAction: components["schemas"]["CacheAction"] | null;
            cacheCachedAt: string | null;
            cacheExpiresAt: string | null;
            cacheKey: string | null;
            createdAt: string;
            data: unknown;
            endedAt: string;
            errors: Record<string, never>[];
            id: string;
            requestId: string;
            result: components["schemas"]["Result"];
            sequence: number;
            sourceFavicon: string | null;
            sourceId: string | null;
            sourceName: string;
            sourceSlug: string;
            sourceUrl: string;
            startedAt: string;
            updatedAt: string;
        };
        /**
         * HttpCall
         * @description An attempt of the code to reach something.
         *
         *         `url` is without query, user and secrets; of a connection whose content is not seen (`CONNECT`)
         *         it is host and port. `status` is 0 without an answer; `refusal` says why.
         */
        HttpCall: {
            bytesReceived: number;
            bytesSent: number;
            method: string;
            ms: number;
            refusal: string;
            status: number;
            url: string;
        };
        /**
         * IgnoreList
         * @description A list. `kinds` are those of the indicators that it is about, null is any.
         *
         *         `version` is what its publisher calls it. After `expires_at` it does nothing.
         */
        IgnoreList: {
            action: components["schemas"]["Action"];
            createdAt: string;
            createdUserId: string | null;
            description: string;
            enabled: boolean;
            entryCount: number;
            expiresAt: string | null;
            global: boolean;
            id: string;
            kinds: string[] | null;
            name: string;
            origin: components["schemas"]["Origin"];
            slug: string;
            updatedAt: string;
            updatedUserId: string | null;
            version: string | null;
        };
        /**
         * IgnoreListCreate
         * @description What creates a list.
         */
        IgnoreListCreate: {
            /** @default BLOCK */
            action?: components["schemas"]["Action"];
            /** @default  */
            description?: string;
            /** @default true */
            enabled?: boolean;
            /** @default null */
            expiresAt?: string | null;
            /** @default false */
            global?: boolean;
            /** @default null */
            kinds?: string[] | null;
            /** @description Unique name. */
            name: string;
        };
        /**
         * IgnoreListCreated
         * @description Where a new list is.
         */
        IgnoreListCreated: {
            id: string;
            slug: string;
        };
        /**
         * IgnoreListEntry
         * @description An entry; without `indicator_kind` it counts for every kind.
         */
        IgnoreListEntry: {
            comment: string;
            createdAt: string;
            createdUserId: string | null;
            data: string;
            expiresAt: string | null;
            id: string;
            ignoreListId: string;
            indicatorKind: string | null;
            matching: components["schemas"]["Matching"];
            updatedAt: string;
            updatedUserId: string | null;
        };
        /**
         * IgnoreListPatch
         * @description What changes a list: an absent field stays, null clears.
         */
        IgnoreListPatch: {
            action?: components["schemas"]["Action"];
            description?: string;
            enabled?: boolean;
            expiresAt?: string | null;
            global?: boolean;
            kinds?: string[] | null;
            /** @description Unique name. */
            name?: string;
        };
        /**
         * Imported
         * @description What an import did, list by list; `passed_over` counts files that are no lists.
         */
        Imported: {
            lists: components["schemas"]["ImportedList"][];
            /** @default 0 */
            passedOver?: number;
        };
        /**
         * ImportedList
         * @description What became of one list. `detail` says why it was refused; `unfit` counts its bad entries.
         */
        ImportedList: {
            /** @default 0 */
            added?: number;
            /** @default  */
            detail?: string;
            /** @default 0 */
            entries?: number;
            /** @default [] */
            examples?: components["schemas"]["Refused"][];
            /** @default null */
            listId?: string | null;
            name: string;
            origin: string;
            outcome: components["schemas"]["ImportOutcome"];
            /** @default 0 */
            removed?: number;
            /** @default 0 */
            unfit?: number;
        };
        /**
         * ImportFeed
         * @description A file from `POST /uploads`.
         *
         *         Its content says which part it is; with `part` it has to be that one. `force` takes a file that
         *         lost too many rows to be trusted, or that is older than the one there.
         */
        ImportFeed: {
            /** @default false */
            force?: boolean;
            /** @default null */
            part?: string | null;
            uploadId: string;
        };
        /**
         * ImportLists
         * @description A file with lists: an upload, `text`, or in `zip` an archive of files in base64.
         *
         *         `file_name` tells the format by its ending (.json, .csv, .txt), unless `format` names it. What
         *         follows is said of lists that are new; those that are there keep what people chose for them.
         */
        ImportLists: {
            /** @default BLOCK */
            action?: components["schemas"]["Action"];
            /** @default true */
            enabled?: boolean;
            /** @default list.json */
            fileName?: string;
            /** @default null */
            format?: string | null;
            /** @default true */
            global?: boolean;
            /** @default null */
            name?: string | null;
            /** @default null */
            text?: string | null;
            /** @default null */
            uploadId?: string | null;
            /** @default null */
            zip?: string | null;
        };
        /**
         * ImportOutcome
         * @description What became of a list that was imported.
         * @enum {unknown}
         */
        ImportOutcome: "CREATED" | "REFUSED" | "UNCHANGED" | "UPDATED";
        /**
         * Indicator
         * @description A canonical value and its kind. Made by `backend.indicators` alone.
         */
        Indicator: {
            data: string;
            /** @description A kind that comes with the program or was defined by users. */
            kind: string;
        };
        /**
         * IndicatorMemory
         * @description An indicator's latest verdict, the override that counts now, and who asked, latest first.
         */
        IndicatorMemory: {
            indicator: components["schemas"]["Indicator"];
            latest: components["schemas"]["Verdict"] | null;
            override: components["schemas"]["Override"] | null;
            requests: components["schemas"]["AskedBefore"][];
        };
        /**
         * IndicatorsQuery
         * @description Which indicators: from the place `first` on; with this verdict alone.
         */
        IndicatorsQuery: {
            /** @default 0 */
            first?: number;
            /** @default null */
            level?: components["schemas"]["Level"] | null;
            /** @default 100 */
            limit?: number;
        };
        /**
         * JudgedIndicator
         * @description An indicator of a request, by its place in it; without a verdict while it is asked about.
         */
        JudgedIndicator: {
            indicator: components["schemas"]["Indicator"];
            position: number;
            verdict: components["schemas"]["Verdict"] | null;
        };
        /**
         * KeyNeed
         * @description What a source needs before it answers.
         * @enum {unknown}
         */
        KeyNeed: "FREE_KEY" | "NONE" | "PAID_KEY";
        /**
         * LastFailure
         * @description The last time that a source that was asked gave no answer, and why.
         */
        LastFailure: {
            at: string;
            detail: string;
            kind: components["schemas"]["FailureKind"];
        };
        /**
         * Level
         * @description Verdict levels, worst first.
         * @enum {unknown}
         */
        Level: "BENIGN" | "INFORMATIONAL" | "MALICIOUS" | "SUSPICIOUS" | "UNKNOWN";
        /**
         * Limit
         * @description At most `count` questions in `seconds`.
         *
         *         86400 is a day, which begins at midnight UTC, and 28 to 31 days are a month of the calendar, as
         *         vendors count them; every other window slides.
         */
        Limit: {
            /** @description Questions. */
            count: number;
            /** @description Seconds. */
            seconds: number;
        };
        /**
         * LimitLeft
         * @description What is left of one window.
         */
        LimitLeft: {
            left: number;
            limit: number;
            seconds: number;
        };
        /**
         * LimitOrigin
         * @description Who says so: the source's declaration, an administrator, or the vendor's own answers.
         * @enum {unknown}
         */
        LimitOrigin: "DECLARED" | "SET" | "VENDOR";
        /**
         * LimitQuery
         * @description How many, of the latest.
         */
        LimitQuery: {
            /** @default 100 */
            limit?: number;
        };
        /**
         * LimitState
         * @description One window as it is. At `resets_at` more is left again; null when nothing is used.
         */
        LimitState: {
            left: number;
            limit: number;
            origin: components["schemas"]["LimitOrigin"];
            resetsAt: string | null;
            seconds: number;
            used: number;
        };
        /**
         * LimitWait
         * @description What becomes of a question while a limit is used up: it waits its turn, or is refused.
         * @enum {unknown}
         */
        LimitWait: "REFUSE" | "WAIT";
        /**
         * Link
         * @description A page about the indicator at the source.
         */
        Link: {
            label: string;
            url: string;
        };
        /**
         * ListHit
         * @description An entry that an indicator matches, and its list. `entry` is as it is compared.
         */
        ListHit: {
            action: components["schemas"]["Action"];
            entry: string;
            listId: string;
            listName: string;
            matching: components["schemas"]["Matching"];
            scope: components["schemas"]["Scope"];
        };
        /**
         * LogLevel
         * @description How much a line matters.
         * @enum {unknown}
         */
        LogLevel: "ERROR" | "INFO" | "WARNING";
        /**
         * MailChoice
         * @description Which notifications are mailed to a user; `available` says whether mail is configured.
         */
        MailChoice: {
            available: boolean;
            kinds: components["schemas"]["NotificationKind"][];
        };
        /**
         * MailChoiceSet
         * @description Which notifications are to be mailed to a user.
         */
        MailChoiceSet: {
            kinds: components["schemas"]["NotificationKind"][];
        };
        /**
         * Matching
         * @description How an entry is compared.
         *
         *         EXACT with the whole value; SUBDOMAIN with a name and every name below it, CIDR with an address
         *         or network within it, both also with the host of a URL and the domain of an e-mail address;
         *         WILDCARD with the whole value, `*` any characters and `?` one; REGEX (RE2) and SUBSTRING
         *         anywhere in the value.
         * @enum {unknown}
         */
        Matching: "CIDR" | "EXACT" | "REGEX" | "SUBDOMAIN" | "SUBSTRING" | "WILDCARD";
        /**
         * Me
         * @description Who is signed in.
         */
        Me: {
            email: string;
            id: string;
            locale: ("en" | "fr") | null;
            name: string;
            permissions: string[];
            roles: string[];
            timeZone: string | null;
        };
        /**
         * MePatch
         * @description What people change of themselves: an absent field stays, null clears.
         */
        MePatch: {
            locale?: ("en" | "fr") | null;
            name?: string;
            timeZone?: string | null;
        };
        /**
         * NewEntry
         * @description An entry to be. Without `matching`: SUBDOMAIN for a domain, CIDR for a network, else EXACT.
         *
         *         A value of one of several kinds, and none named, is taken for the kind that it looks like.
         */
        NewEntry: {
            /** @default  */
            comment?: string;
            data: string;
            /** @default null */
            expiresAt?: string | null;
            /** @default null */
            indicatorKind?: string | null;
            /** @default null */
            matching?: components["schemas"]["Matching"] | null;
        };
        /**
         * Normaliser
         * @description What is done to a value before its pattern sees it; what comes out is its canonical form.
         * @enum {unknown}
         */
        Normaliser: "LOWER" | "NONE" | "STRIP_SPACES" | "STRIP_SPACES_LOWER" | "STRIP_SPACES_UPPER" | "UPPER";
        /**
         * Notification
         * @description Something that the reader should know.
         *
         *         `link` is a path of the web UI. `resolved_at` says when what it tells had ended; `read_at` when
         *         the reader had seen it.
         */
        Notification: {
            createdAt: string;
            detail: string;
            id: string;
            kind: components["schemas"]["NotificationKind"];
            link: string | null;
            readAt: string | null;
            resolvedAt: string | null;
            severity: components["schemas"]["Severity"];
            title: string;
        };
        /**
         * NotificationKind
         * @description What a notification is about.
         * @enum {unknown}
         */
        NotificationKind: "CODE_REFUSED" | "DELIVERY_DEAD" | "FEED_STALE" | "SECRET_EXPIRES" | "SECRET_MISSING" | "SOURCE_BROKEN" | "SOURCE_CHANGED" | "TEST" | "VERDICT_CHANGED" | "WATCHLIST_FAILED";
        /**
         * NotificationsQuery
         * @description Which part of the list; of `unread` those that still hold and were not read.
         */
        NotificationsQuery: {
            /** @default null */
            cursor?: string | null;
            /** @default 100 */
            limit?: number;
            /** @default false */
            unread?: boolean;
        };
        /**
         * Origin
         * @description Where a list came from.
         * @enum {unknown}
         */
        Origin: "MANUAL" | "MISP_WARNINGLIST";
        /**
         * Override
         * @description A verdict of an analyst. `kind` null is any; `author_name` is who said it last.
         */
        Override: {
            authorName: string;
            createdAt: string;
            createdUserId: string | null;
            expiresAt: string | null;
            id: string;
            kind: string | null;
            level: components["schemas"]["Level"];
            matching: components["schemas"]["OverrideMatching"];
            pattern: string;
            reason: string;
            updatedAt: string;
            updatedUserId: string | null;
        };
        /**
         * OverrideCreate
         * @description What makes an override. After `expires_at` it counts no more.
         */
        OverrideCreate: {
            /** @default null */
            expiresAt?: string | null;
            /** @default null */
            kind?: string | null;
            level: components["schemas"]["Level"];
            /** @default EXACT */
            matching?: components["schemas"]["OverrideMatching"];
            /** @description A value, or with WILDCARD one in which * stands for any characters. */
            pattern: string;
            reason: string;
        };
        /**
         * OverrideMatching
         * @description How a pattern is compared with a value.
         * @enum {unknown}
         */
        OverrideMatching: "EXACT" | "WILDCARD";
        /**
         * OverrideNote
         * @description Who overruled the sources and why; `policy_level` is what their answers alone would make.
         */
        OverrideNote: {
            authorName: string;
            id: string;
            level: components["schemas"]["Level"];
            policyLevel: components["schemas"]["Level"];
            reason: string;
        };
        /**
         * OverridePatch
         * @description What changes of an override: an absent field stays, null clears.
         */
        OverridePatch: {
            expiresAt?: string | null;
            level?: components["schemas"]["Level"];
            reason?: string;
        };
        /**
         * PageQuery
         * @description Which part of a list.
         */
        PageQuery: {
            /** @default null */
            cursor?: string | null;
            /** @default 100 */
            limit?: number;
            /** @default null */
            q?: string | null;
        };
        /**
         * Pap
         * @description What may be done with it: the Permissible Actions Protocol, as MISP's taxonomy has it.
         * @enum {unknown}
         */
        Pap: "AMBER" | "CLEAR" | "GREEN" | "RED";
        /**
         * PasswordChange
         * @description The password now, and the one from now on.
         */
        PasswordChange: {
            current: string;
            new: string;
        };
        /**
         * Place
         * @description Where an indicator stands first: `offset` in characters from 0, `line` from 1.
         *
         *         `part` is empty for plain text, else a page, a sheet, an attachment, a file of an archive;
         *         offset and line count within it. `context` is the line around it, shortened.
         */
        Place: {
            context: string;
            line: number;
            offset: number;
            part: string;
        };
        /**
         * Preset
         * @description Sources by a name. One that was deleted since is left out when the preset is used.
         */
        Preset: {
            createdAt: string;
            createdUserId: string | null;
            description: string;
            id: string;
            name: string;
            sourceIds: string[];
            updatedAt: string;
            updatedUserId: string | null;
        };
        /**
         * PresetCreate
         * @description What makes a preset.
         */
        PresetCreate: {
            /** @default  */
            description?: string;
            /** @description Unique name. */
            name: string;
            sourceIds: string[];
        };
        /**
         * PresetPatch
         * @description What changes a preset: an absent field stays.
         */
        PresetPatch: {
            description?: string;
            /** @description Unique name. */
            name?: string;
            sourceIds?: string[];
        };
        /**
         * Preview
         * @description What a request would ask.
         *
         *         `indicators` and `questions` are the first ones; `indicator_count`, `total` and `asked` count
         *         all. Answers that are in the cache are counted as asked: nobody knows yet whether they stay.
         */
        Preview: {
            asked: number;
            indicatorCount: number;
            indicators: components["schemas"]["PreviewedIndicator"][];
            questions: components["schemas"]["PreviewedQuestion"][];
            sources: components["schemas"]["PreviewedSource"][];
            total: number;
        };
        /**
         * PreviewedIndicator
         * @description An indicator in canonical form; `special` sets it apart, `hits` are those of ignore lists.
         *
         *         `asked_before` is the last request that came to a verdict on it.
         */
        PreviewedIndicator: {
            askedBefore: components["schemas"]["AskedBefore"] | null;
            data: string;
            /** @default [] */
            hits?: components["schemas"]["ListHit"][];
            kind: string;
            special: components["schemas"]["Special"] | null;
            staysInside: boolean;
        };
        /**
         * PreviewedQuestion
         * @description One source and one indicator, by its place; `leaves` is the value that goes outside.
         */
        PreviewedQuestion: {
            indicator: number;
            leaves: string | null;
            skips: components["schemas"]["Skip"][];
            sourceId: string;
        };
        /**
         * PreviewedSource
         * @description What a source would be asked.
         *
         *         `asked` counts the indicators that it would be asked about, `skipped` the others by reason; one
         *         with several reasons is counted under each. `leaves` says whether values go outside, `limits`
         *         how many questions the source's limits still allow.
         */
        PreviewedSource: {
            activity: components["schemas"]["Activity"];
            asked: number;
            leaves: boolean;
            /** @default [] */
            limits?: components["schemas"]["LimitLeft"][];
            name: string;
            skipped: {
                [key: string]: number;
            };
            slug: string;
            sourceId: string;
        };
        /**
         * ProbeView
         * @description The known-answer probe of a source: the last one, and when it is probed again.
         *
         *         `status` is WELL, CHANGED (its answer has another shape), ERROR or SKIPPED, which `detail`
         *         explains; null until the first. `good_at` is the last time that it was well.
         */
        ProbeView: {
            detail: string | null;
            goodAt: string | null;
            nextAt: string;
            probedAt: string | null;
            status: string | null;
        };
        /**
         * Problem
         * @description What went wrong, where, and what to do next.
         */
        Problem: {
            code: string;
            detail: string;
            /** @default [] */
            errors?: components["schemas"]["FieldError"][];
            status: number;
            title: string;
            traceId: string;
            /** @default about:blank */
            type?: string;
        };
        /**
         * Progress
         * @description How many of a request's questions have ended: data of a `progress` event.
         */
        Progress: {
            done: number;
            total: number;
        };
        /**
         * ProviderPatch
         * @description Whether its sources are asked.
         */
        ProviderPatch: {
            enabled: boolean;
        };
        /**
         * ProviderView
         * @description A provider, and how many sources are its own.
         */
        ProviderView: {
            createdAt: string;
            createdUserId: string | null;
            description: string;
            enabled: boolean;
            favicon: string | null;
            id: string;
            name: string;
            numSources: number;
            slug: string;
            tags: string[];
            updatedAt: string;
            updatedUserId: string | null;
            url: string;
        };
        /**
         * Readiness
         * @description What the service needs, each with `ok` or what is wrong.
         *
         *         `runners`: by the kind of their sources, how well those that answer hold user code.
         *         `offline`: by its configuration it asks nobody outside. `replay`: sources answer from a
         *         recording. Neither is anything wrong.
         */
        Readiness: {
            checks: {
                [key: string]: string;
            };
            offline: boolean;
            replay: boolean;
            runners: {
                [key: string]: components["schemas"]["RunnerStatus"];
            };
            status: string;
            version: string;
        };
        /**
         * ReasonCode
         * @description The rule that made a verdict, in the order in which they are tried (docs/verdicts.md).
         * @enum {unknown}
         */
        ReasonCode: "BENIGN" | "CONTRADICTED" | "EXPLOITED" | "KNOWN" | "LIKELY_FALSE_ALARM" | "LISTED" | "MALICIOUS" | "NOT_ASKED" | "NOT_CLEARED" | "NOT_KNOWN" | "NO_ANSWER" | "OUTWEIGHED" | "OVERRIDDEN" | "SUSPICIOUS" | "WEAK";
        /**
         * RecordedAnswer
         * @description The latest answer of a source about an indicator within a recording.
         */
        RecordedAnswer: {
            /** @description A kind that comes with the program or was defined by users. */
            kind: string;
            outcome: components["schemas"]["RecordedOutcome"];
            recordedAt: string;
            slug: string;
            value: string;
        };
        /**
         * RecordedOutcome
         * @description What came of a question, without secrets: one of the two.
         */
        RecordedOutcome: {
            /** @default null */
            answer?: components["schemas"]["Answer"] | null;
            /** @default null */
            failure?: components["schemas"]["Failure"] | null;
        };
        /**
         * Recording
         * @description A recording; without `ended_at` it goes on. Of no `source_ids`: all of them.
         */
        Recording: {
            answers: number;
            createdAt: string;
            createdUserId: string | null;
            endedAt: string | null;
            id: string;
            name: string;
            sizeBytes: number;
            sourceIds: string[];
        };
        /**
         * RecordingFile
         * @description A recording as a file: what `[sources] replay` takes.
         */
        RecordingFile: {
            answers: components["schemas"]["RecordedAnswer"][];
            /** @enum {unknown} */
            format: "indicator-aggregator recording 1";
            name: string;
        };
        /**
         * RecordingStart
         * @description What begins a recording.
         */
        RecordingStart: {
            /** @description Unique name. */
            name: string;
            /** @default [] */
            sourceIds?: string[];
        };
        /**
         * RefreshFeed
         * @description `force` as importing has it.
         */
        RefreshFeed: {
            /** @default false */
            force?: boolean;
        };
        /**
         * Refused
         * @description A line or item that is no entry, and why; the first is 1.
         */
        Refused: {
            line: number;
            message: string;
            text: string;
        };
        /**
         * Remembered
         * @description What is known of a watched indicator.
         *
         *         `said` are the levels that sources gave when each last answered, by slug. `unchecked_since` is
         *         the first of the runs since in which no source said anything.
         */
        Remembered: {
            indicator: components["schemas"]["Indicator"];
            judgedAt: string;
            level: components["schemas"]["Level"];
            reason: string;
            requestId: string;
            /** @default {} */
            said?: {
                [key: string]: components["schemas"]["Level"];
            };
            /** @default null */
            uncheckedSince?: string | null;
        };
        /**
         * Request
         * @description A request in history. `data` and `kind` are those of the first of its indicators.
         *
         *         One in the background is asked in chunks; its indicators and results are read in pages.
         */
        Request: {
            background: boolean;
            counts: components["schemas"]["Counts"] | null;
            createdAt: string;
            data: string;
            endedAt: string | null;
            id: string;
            indicatorCount: number;
            /** @description A kind that comes with the program or was defined by users. */
            kind: string;
            /** @default false */
            offline?: boolean;
            /** @default null */
            pap?: components["schemas"]["Pap"] | null;
            /** @default null */
            presetId?: string | null;
            progress: components["schemas"]["Progress"];
            state: components["schemas"]["RequestState"];
            /** @default null */
            tlp?: components["schemas"]["Tlp"] | null;
            traceId: string;
            updatedAt: string;
            userId: string | null;
            verdict: components["schemas"]["Level"] | null;
        };
        /**
         * RequestAccepted
         * @description A request that was committed and is being executed.
         */
        RequestAccepted: {
            id: string;
        };
        /**
         * RequestCreate
         * @description A question: indicators, and whom to ask: sources, or those of a preset, or all enabled ones.
         *
         *         `tlp` and `pap` leave out sources that would tell too many or do too much, `offline` all that
         *         ask outside. `refresh` asks anew what the cache could answer.
         */
        RequestCreate: {
            indicators: components["schemas"]["AskedIndicator"][];
            /** @default false */
            offline?: boolean;
            /** @default null */
            pap?: components["schemas"]["Pap"] | null;
            /** @default null */
            presetId?: string | null;
            /** @default false */
            refresh?: boolean;
            /** @default [] */
            sourceIds?: string[];
            /** @default null */
            tlp?: components["schemas"]["Tlp"] | null;
            /** @default false */
            wait?: boolean;
        };
        /**
         * RequestState
         * @description Where a request is.
         * @enum {unknown}
         */
        RequestState: "CANCELLED" | "DONE" | "PAUSED" | "RUNNING";
        /**
         * Result
         * @description One source's answer to one indicator: data of a `result` event.
         *
         *         `limits_left` is what was left of the source's limits when it was asked.
         */
        Result: {
            /** @default null */
            asOf?: string | null;
            /** @default null */
            cache?: components["schemas"]["CacheNote"] | null;
            /** @default null */
            confidence?: number | null;
            /** @default [] */
            elements?: components["schemas"]["Element"][];
            /** @default null */
            error?: components["schemas"]["Failure"] | null;
            /** @default [] */
            families?: string[];
            favicon: string | null;
            /** @default null */
            firstSeen?: string | null;
            id: string;
            indicator: components["schemas"]["Indicator"];
            /** @default null */
            lastSeen?: string | null;
            /** @default [] */
            limitsLeft?: components["schemas"]["LimitLeft"][];
            /** @default [] */
            links?: components["schemas"]["Link"][];
            /** @default [] */
            logs?: string[];
            name: string;
            /** @default null */
            raw?: unknown;
            /** @default null */
            score?: number | null;
            /** @default [] */
            skips?: components["schemas"]["Skip"][];
            slug: string;
            sourceId: string;
            status: components["schemas"]["Status"];
            /** @default [] */
            tags?: string[];
            timing: components["schemas"]["Timing"];
            url: string;
            /** @default null */
            verdict?: components["schemas"]["Level"] | null;
        };
        /**
         * ResultsQuery
         * @description Which results: later than the number `after`; of the indicator at `position` alone.
         */
        ResultsQuery: {
            /** @default 0 */
            after?: number;
            /** @default 100 */
            limit?: number;
            /** @default null */
            position?: number | null;
        };
        /**
         * Run
         * @description One run. `started_at` is when it was asked for while it waits for its turn.
         *
         *         `work` is the kind of work: "source" is the task of `source_id`. `rows` is what is there of a
         *         feed after it, or what was deleted; null where nothing is counted. Of code of users
         *         `state_bytes` is the size of the state after it, and `peak_memory_bytes` what its process took
         *         at most, its language's own share included; null where there is none.
         */
        Run: {
            createdAt: string;
            endedAt: string | null;
            error: string | null;
            id: string;
            outcome: components["schemas"]["RunOutcome"];
            /** @default null */
            peakMemoryBytes?: number | null;
            rows: number | null;
            sourceId: string | null;
            startedAt: string;
            /** @default null */
            stateBytes?: number | null;
            traceId: string;
            trigger: components["schemas"]["RunTrigger"];
            userId: string | null;
            work: string;
        };
        /**
         * RunAccepted
         * @description Where a run that was asked for is.
         */
        RunAccepted: {
            id: string;
        };
        /**
         * RunnerStatus
         * @description How well a runner holds user code on its machine.
         *
         *         `level` is `full`, `strong`, `reduced` or `none`; `cause` says why it is not more and what to
         *         do. `layers` are those that hold: `landlock`, `seccomp`, `namespaces`. `network` is how far
         *         user code gets: `namespace`, `brokered`, `port`, `open`. Unless the level is `accepted` by the
         *         configuration, no user code is run.
         */
        RunnerStatus: {
            accepted: boolean;
            cause: string;
            layers: string[];
            level: string;
            network: string;
        };
        /**
         * RunOutcome
         * @description How a run ended; RUNNING until then, also while it waits for its turn.
         *
         *         INTERRUPTED is one whose process ended in the middle: another run takes its place.
         * @enum {unknown}
         */
        RunOutcome: "DONE" | "FAILED" | "INTERRUPTED" | "RUNNING";
        /**
         * RunsQuery
         * @description Which part of the list of runs.
         */
        RunsQuery: {
            /** @default null */
            cursor?: string | null;
            /** @default 100 */
            limit?: number;
        };
        /**
         * RunTrigger
         * @description Why it ran: it was due, or somebody asked for it.
         * @enum {unknown}
         */
        RunTrigger: "PERSON" | "SCHEDULE";
        /**
         * RunWithLog
         * @description A run with what it said, which is complete when it has ended.
         */
        RunWithLog: {
            createdAt: string;
            endedAt: string | null;
            error: string | null;
            id: string;
            log: components["schemas"]["TrialLine"][];
            outcome: components["schemas"]["RunOutcome"];
            /** @default null */
            peakMemoryBytes?: number | null;
            rows: number | null;
            sourceId: string | null;
            startedAt: string;
            /** @default null */
            stateBytes?: number | null;
            traceId: string;
            trigger: components["schemas"]["RunTrigger"];
            userId: string | null;
            work: string;
        };
        /**
         * Scope
         * @description For which questions a list counts: the widest that it has, NONE where it is not linked.
         * @enum {unknown}
         */
        Scope: "GLOBAL" | "NONE" | "PROVIDER" | "SOURCE";
        /**
         * Secret
         * @description A secret without its value; `num_sources` counts the slots that it is linked to.
         */
        Secret: {
            createdAt: string;
            createdUserId: string | null;
            description: string | null;
            expiresAt: string | null;
            id: string;
            name: string;
            numSources: number;
            updatedAt: string;
            updatedUserId: string | null;
        };
        /**
         * SecretCreate
         * @description What creates a secret. After `expires_at` sources are not asked with it.
         */
        SecretCreate: {
            /** @default null */
            description?: string | null;
            /** @default null */
            expiresAt?: string | null;
            /** @description Unique name. */
            name: string;
            /** @description The key itself; it is never listed. */
            value: string;
        };
        /**
         * SecretPatch
         * @description What changes a secret: an absent field stays, null clears.
         */
        SecretPatch: {
            description?: string | null;
            expiresAt?: string | null;
            /** @description Unique name. */
            name?: string;
            /** @description The key itself; it is never listed. */
            value?: string;
        };
        /**
         * Session
         * @description A browser that is signed in. `expires_at` moves on with each use, up to a last day.
         */
        Session: {
            address: string;
            createdAt: string;
            current: boolean;
            expiresAt: string;
            id: string;
            lastUsedAt: string;
            userAgent: string;
        };
        /**
         * SetupAnswers
         * @description The first administrator, and the token of the link that the start printed.
         */
        SetupAnswers: {
            email: string;
            /** @default null */
            name?: string | null;
            password: string;
            token: string;
        };
        /**
         * SetupState
         * @description Whether the first administrator is still to be made.
         */
        SetupState: {
            needed: boolean;
        };
        /**
         * Severity
         * @description How much it matters.
         * @enum {unknown}
         */
        Severity: "ERROR" | "INFO" | "WARNING";
        /**
         * SignInForm
         * @description E-mail address and password.
         */
        SignInForm: {
            email: string;
            password: string;
        };
        /**
         * Silence
         * @description A source that said nothing, and why: NOT_FOUND, a reason to skip, or an error's kind.
         */
        Silence: {
            slug: string;
            why: string;
        };
        /**
         * Skip
         * @description Why a source was not asked, and what belongs to the reason (an id, a kind).
         */
        Skip: {
            /** @default null */
            content?: unknown;
            /** @default  */
            detail?: string;
            reason: components["schemas"]["SkipReason"];
        };
        /**
         * SkipReason
         * @description Why a source was not asked: the earlier implementation's seven, then ours.
         * @enum {unknown}
         */
        SkipReason: "CANCELLED" | "CIRCUIT_OPEN" | "DISABLED_INDICATOR" | "LIMIT_REACHED" | "MISSING_SECRET" | "NOTHING_LOADED" | "NOT_RECORDED" | "OFFLINE" | "POLICY_PAP" | "POLICY_TLP" | "PRIVATE_INDICATOR" | "PROVIDER_DISABLED" | "RUNNER_DISABLED" | "RUNNER_UNAVAILABLE" | "SOURCE_DISABLED" | "UNSUPPORTED_INDICATOR" | "WITHIN_IGNORE_LIST";
        /**
         * SourceCreate
         * @description What creates a source. Name and kind must be there, and either code or a template.
         *
         *         Of a template's source, what is left as it is here is as the template has it.
         */
        SourceCreate: {
            /** @default PASSIVE */
            activity?: components["schemas"]["Activity"];
            /** @default [] */
            allowedHosts?: string[] | null;
            /** @default false */
            cacheEnabled?: boolean;
            /** @default null */
            cacheInterval?: number | null;
            /** @default null */
            cacheNotFoundInterval?: number | null;
            /** @default [] */
            config?: unknown[];
            /** @default [] */
            configValues?: unknown[];
            /** @default  */
            description?: string;
            /** @default [] */
            disabledIndicators?: string[];
            /** @default true */
            enabled?: boolean;
            /** @default null */
            favicon?: string | null;
            /** @default null */
            keepsDays?: number | null;
            kind: components["schemas"]["SourceKind"];
            /** @default null */
            limitCount?: number | null;
            /** @default false */
            limitEnabled?: boolean;
            /** @default null */
            limitInterval?: number | null;
            /**
             * @description Part of each limit that background work leaves to people.
             * @default 20
             */
            limitReservePercent?: number;
            /** @default null */
            limits?: components["schemas"]["Limit"][] | null;
            /** @default WAIT */
            limitWait?: components["schemas"]["LimitWait"];
            /** @default null */
            memoryMb?: number | null;
            /** @description Unique name. */
            name: string;
            /**
             * @description What this version of the code is for; kept beside it.
             * @default
             */
            note?: string;
            /** @default null */
            outputKb?: number | null;
            /** @default null */
            parallel?: number | null;
            /** @default null */
            processes?: number | null;
            /** @default null */
            providerId?: string | null;
            /**
             * @description Weight of its word in the verdict, 0 to 100.
             * @default 70
             */
            reliability?: number;
            /** @default null */
            sourceCode?: string | null;
            /** @default [] */
            supportedIndicators?: string[];
            /** @default [] */
            tags?: string[];
            /** @default false */
            taskEnabled?: boolean;
            /** @default null */
            taskInterval?: number | null;
            /** @default null */
            template?: string | null;
            /**
             * @description Seconds that asking this source may take.
             * @default 10
             */
            timeLimitSeconds?: number;
            /**
             * @description http(s) address or empty.
             * @default
             */
            url?: string;
        };
        /**
         * SourceCreated
         * @description Where a new source is.
         */
        SourceCreated: {
            id: string;
            slug: string;
        };
        /**
         * SourceHealth
         * @description How one source does, all processes together; the circuit is that of the one that answers.
         *
         *         `feed_age_seconds` is the age of the oldest part that was loaded. `probe` is null where nothing
         *         is known that it would answer, and while probes are off. `code_refused` says why its runner
         *         refuses the saved code, while the last good version runs on.
         */
        SourceHealth: {
            circuit: components["schemas"]["CircuitView"];
            /** @default null */
            codeRefused?: string | null;
            day: components["schemas"]["HealthWindow"];
            enabled: boolean;
            feed: components["schemas"]["FeedState"] | null;
            feedAgeSeconds: number | null;
            hour: components["schemas"]["HealthWindow"];
            lastFailure: components["schemas"]["LastFailure"] | null;
            lastSuccessAt: string | null;
            limits: components["schemas"]["LimitState"][];
            name: string;
            probe: components["schemas"]["ProbeView"] | null;
            slug: string;
            sourceId: string;
        };
        /**
         * SourceKind
         * @description Who executes a source: the program itself, or a runner.
         * @enum {unknown}
         */
        SourceKind: "JAVA_SCRIPT" | "PYTHON" | "SYSTEM";
        /**
         * SourceLimits
         * @description The limits of one source. Sources with the same secret share what is left.
         *
         *         `secret_name` is null too for those who may not edit secrets.
         */
        SourceLimits: {
            circuit: components["schemas"]["CircuitView"];
            name: string;
            reservePercent: number;
            secretName: string | null;
            slug: string;
            sourceId: string;
            windows: components["schemas"]["LimitState"][];
        };
        /**
         * SourcePatch
         * @description What changes a source: an absent field stays, null clears. `note` is of a change of code.
         */
        SourcePatch: {
            activity?: components["schemas"]["Activity"];
            allowedHosts?: string[] | null;
            cacheEnabled?: boolean;
            cacheInterval?: number | null;
            cacheNotFoundInterval?: number | null;
            config?: unknown[];
            configValues?: unknown[];
            description?: string;
            disabledIndicators?: string[];
            enabled?: boolean;
            favicon?: string | null;
            keepsDays?: number | null;
            limitCount?: number | null;
            limitEnabled?: boolean;
            limitInterval?: number | null;
            /** @description Part of each limit that background work leaves to people. */
            limitReservePercent?: number;
            limits?: components["schemas"]["Limit"][] | null;
            limitWait?: components["schemas"]["LimitWait"];
            memoryMb?: number | null;
            /** @description Unique name. */
            name?: string;
            /**
             * @description What this version of the code is for; kept beside it.
             * @default
             */
            note?: string;
            outputKb?: number | null;
            parallel?: number | null;
            processes?: number | null;
            providerId?: string | null;
            /** @description Weight of its word in the verdict, 0 to 100. */
            reliability?: number;
            /** @description Source code. */
            sourceCode?: string;
            supportedIndicators?: string[];
            tags?: string[];
            taskEnabled?: boolean;
            taskInterval?: number | null;
            /** @description Seconds that asking this source may take. */
            timeLimitSeconds?: number;
            /** @description http(s) address or empty. */
            url?: string;
        };
        /**
         * SourceSecret
         * @description A slot of a source, and the secret that is linked to it.
         */
        SourceSecret: {
            createdAt: string;
            createdUserId: string | null;
            description: string | null;
            id: string;
            name: string;
            required: boolean;
            secretId: string | null;
            sourceId: string;
            updatedAt: string;
            updatedUserId: string | null;
        };
        /**
         * SourceSecretSet
         * @description A slot as it is to be.
         */
        SourceSecretSet: {
            /** @default null */
            description?: string | null;
            /** @description How code names it: context.secret(name). */
            name: string;
            /** @default true */
            required?: boolean;
            /** @default null */
            secretId?: string | null;
        };
        /**
         * SourceState
         * @description The state of a source; {} of 0 bytes, never changed, where no run left one.
         */
        SourceState: {
            bytes: number;
            changedAt: string | null;
            state: unknown;
        };
        /**
         * SourceVersion
         * @description One save of a source's code; `number` counts from 1 within the source.
         *
         *         `user_id` and `user_name` are null where the author was deleted. `fit` says whether a runner
         *         took it, null while none was asked. `saved` is the version that the source has now.
         */
        SourceVersion: {
            bytes: number;
            createdAt: string;
            fit: boolean | null;
            note: string;
            number: number;
            saved: boolean;
            userId: string | null;
            userName: string | null;
        };
        /**
         * SourceVersionCode
         * @description The same with its code.
         */
        SourceVersionCode: {
            bytes: number;
            code: string;
            createdAt: string;
            fit: boolean | null;
            note: string;
            number: number;
            saved: boolean;
            userId: string | null;
            userName: string | null;
        };
        /**
         * SourceVersionCreated
         * @description The version that was made.
         */
        SourceVersionCreated: {
            number: number;
        };
        /**
         * SourceVersionDiff
         * @description What changed from version `against` to version `number`, as a unified diff.
         *
         *         `added` and `removed` count lines. `against` 0 is before the first version: nothing was there.
         */
        SourceVersionDiff: {
            added: number;
            against: number;
            diff: string;
            number: number;
            removed: number;
        };
        /**
         * SourceView
         * @description A source with what belongs to it.
         *
         *         `key` says what it costs; of a source that a user wrote nobody knows, so that one with a
         *         required slot says FREE_KEY. `missing_secrets` names the required slots that nothing usable is
         *         linked to. `limits` are those that hold, whether they were set or are the source's own.
         */
        SourceView: {
            activity: components["schemas"]["Activity"];
            allowedHosts: string[] | null;
            cacheEnabled: boolean;
            cacheInterval: number | null;
            cacheNotFoundInterval: number | null;
            /** @default null */
            codeRefused?: string | null;
            config: unknown[];
            configValues: unknown[];
            createdAt: string;
            createdUserId: string | null;
            description: string;
            disabledIndicators: string[];
            enabled: boolean;
            favicon: string | null;
            feed: components["schemas"]["FeedState"] | null;
            id: string;
            /** @default null */
            keepsDays?: number | null;
            key: components["schemas"]["KeyNeed"];
            keyUrl: string;
            kind: components["schemas"]["SourceKind"];
            limitCount: number | null;
            limitEnabled: boolean;
            limitInterval: number | null;
            limitReservePercent: number;
            limits: components["schemas"]["Limit"][];
            limitWait: components["schemas"]["LimitWait"];
            /** @default null */
            memoryMb?: number | null;
            missingSecrets: string[];
            name: string;
            /** @default null */
            outputKb?: number | null;
            /** @default null */
            parallel?: number | null;
            /** @default null */
            processes?: number | null;
            providerId: string | null;
            providerName: string | null;
            reliability: number;
            /** @default null */
            runningCode?: string | null;
            slug: string;
            sourceCode: string | null;
            supportedIndicators: string[];
            tags: string[];
            taskEnabled: boolean;
            taskInterval: number | null;
            /** @default null */
            template?: string | null;
            timeLimitSeconds: number;
            updatedAt: string;
            updatedUserId: string | null;
            url: string;
            version: number;
        };
        /**
         * Special
         * @description What sets an indicator apart.
         * @enum {unknown}
         */
        Special: "BENCHMARKING" | "BROADCAST" | "DOCUMENTATION" | "EXAMPLE_NAME" | "LINK_LOCAL" | "LOCAL_NAME" | "LOOPBACK" | "MULTICAST" | "ONION" | "PRIVATE" | "RESERVED" | "SHARED" | "SPECIAL_USE" | "UNSPECIFIED";
        /**
         * Status
         * @description How asking one source about one indicator ended.
         * @enum {unknown}
         */
        Status: "ERROR" | "FOUND" | "NOT_FOUND" | "SKIPPED";
        /**
         * TaskTrial
         * @description A background task that is tried. Of a saved source, what is absent is as it was saved.
         *
         *         `state` is what it finds as its state; absent: what its last run left.
         */
        TaskTrial: {
            /** @default null */
            allowedHosts?: string[] | null;
            /** @default null */
            configValues?: unknown[] | null;
            /** @default null */
            kind?: ("JAVA_SCRIPT" | "PYTHON") | null;
            /** @default null */
            sourceCode?: string | null;
            /** @default null */
            state?: Record<string, never> | null;
        };
        /**
         * TaskTrialOutcome
         * @description What came of it; nothing is kept. `error` null: it ended well.
         *
         *         `state` is what it would leave, null where it left what it found. `rows` is how many it brought,
         *         null where it has nothing to do with rows; `first_rows` are some of them.
         */
        TaskTrialOutcome: {
            /** @default [] */
            calls?: components["schemas"]["HttpCall"][];
            /** @default null */
            error?: components["schemas"]["TrialError"] | null;
            /** @default [] */
            firstRows?: components["schemas"]["TriedRow"][];
            /** @default [] */
            logs?: components["schemas"]["TrialLine"][];
            /** @default null */
            peakMemoryBytes?: number | null;
            /** @default null */
            rows?: number | null;
            /** @default null */
            state?: unknown;
            /** @default null */
            stateBytes?: number | null;
            /**
             * @default {
             *       "codeMs": 0,
             *       "totalMs": 0,
             *       "waitedMs": 0
             *     }
             */
            timing?: components["schemas"]["TrialTiming"];
        };
        /**
         * Tested
         * @description What lists say of a value; `error` is why it is nothing that can be asked about.
         */
        Tested: {
            /** @default null */
            error?: string | null;
            /** @default [] */
            hits?: components["schemas"]["ListHit"][];
            /** @default null */
            indicator?: components["schemas"]["Indicator"] | null;
            value: string;
        };
        /**
         * TestValues
         * @description Values as they were found.
         */
        TestValues: {
            values: string[];
        };
        /**
         * Timing
         * @description When a question was asked and answered.
         */
        Timing: {
            endedAt: string;
            milliseconds: number;
            startedAt: string;
        };
        /**
         * Tlp
         * @description With whom it may be shared: Traffic Light Protocol 2.0 (https://www.first.org/tlp/).
         * @enum {unknown}
         */
        Tlp: "AMBER" | "AMBER_STRICT" | "CLEAR" | "GREEN" | "RED";
        /**
         * Trial
         * @description What is tried. Of a saved source, what is absent is as it was saved.
         *
         *         What is not saved is code in a language (`kind`), or a `template` with its settings.
         */
        Trial: {
            /** @default null */
            allowedHosts?: string[] | null;
            /** @default null */
            configValues?: unknown[] | null;
            indicator: components["schemas"]["AskedIndicator"];
            /** @default null */
            kind?: ("JAVA_SCRIPT" | "PYTHON") | null;
            /** @default null */
            sourceCode?: string | null;
            /** @default null */
            template?: string | null;
            /** @default null */
            timeLimitSeconds?: number | null;
        };
        /**
         * TrialError
         * @description Why there is no answer: an error's kind or a reason to skip.
         *
         *         `file` is how the traceback names the source's code; `line` and `column` count from 1 in it, 0
         *         when they are not known.
         */
        TrialError: {
            /** @default 0 */
            column?: number;
            detail: string;
            /** @default  */
            file?: string;
            kind: string;
            /** @default 0 */
            line?: number;
            /** @default  */
            traceback?: string;
        };
        /**
         * TrialLine
         * @description A line that the code printed or logged; the time as RFC 3339.
         */
        TrialLine: {
            level: components["schemas"]["LogLevel"];
            message: string;
            time: string;
        };
        /**
         * TrialOutcome
         * @description What came of it. `raw` is what the code returned, `answer` what is made of that.
         *
         *         `calls` are what the code did outside, at most 200.
         *         `peak_memory_bytes` is of the process that ran the code, its language's own share included; null
         *         where no such process was.
         */
        TrialOutcome: {
            /** @default null */
            answer?: components["schemas"]["Answer"] | null;
            /** @default [] */
            calls?: components["schemas"]["HttpCall"][];
            /** @default null */
            error?: components["schemas"]["TrialError"] | null;
            indicator: components["schemas"]["Indicator"];
            /** @default [] */
            logs?: components["schemas"]["TrialLine"][];
            /** @default null */
            peakMemoryBytes?: number | null;
            /** @default null */
            raw?: unknown;
            status: components["schemas"]["Status"];
            /**
             * @default {
             *       "codeMs": 0,
             *       "totalMs": 0,
             *       "waitedMs": 0
             *     }
             */
            timing?: components["schemas"]["TrialTiming"];
        };
        /**
         * TrialTiming
         * @description How long it took, of which the code ran, of which it waited for a free worker.
         */
        TrialTiming: {
            /** @default 0 */
            codeMs?: number;
            /** @default 0 */
            totalMs?: number;
            /** @default 0 */
            waitedMs?: number;
        };
        /**
         * TriedRow
         * @description A row as it would be loaded; of kind null is what is no indicator, and would be left out.
         */
        TriedRow: {
            data: Record<string, never>;
            kind: string | null;
            value: string;
        };
        /**
         * Upload
         * @description A file that was received whole; `size` in bytes.
         */
        Upload: {
            id: string;
            name: string;
            size: number;
        };
        /**
         * UploadQuery
         * @description The file's name. `size` in bytes is set by the gateway where the client declares it.
         */
        UploadQuery: {
            /** @default  */
            name?: string;
            /** @default null */
            size?: number | null;
        };
        /**
         * UpstreamQuery
         * @description A batch of a stream in the earlier form.
         */
        UpstreamQuery: {
            /** @default 0 */
            after?: number;
            /** @default false */
            ignoreErrors?: boolean;
            /** @default 0 */
            wait?: number;
        };
        /**
         * UserKindCreate
         * @description What defines a kind.
         */
        UserKindCreate: {
            /** @default  */
            description?: string;
            /** @default true */
            enabled?: boolean;
            /** @description A value of this kind; it must match. */
            example: string;
            /** @description Unique for good: history and sources name it. */
            name: string;
            /** @default NONE */
            normaliser?: components["schemas"]["Normaliser"];
            /** @description RE2 syntax; all of a value must match, after the normaliser. */
            pattern: string;
        };
        /**
         * UserKindPatch
         * @description What changes a kind: an absent field stays. Its name is for good.
         */
        UserKindPatch: {
            description?: string;
            enabled?: boolean;
            /** @description A value of this kind; it must match. */
            example?: string;
            normaliser?: components["schemas"]["Normaliser"];
            /** @description RE2 syntax; all of a value must match, after the normaliser. */
            pattern?: string;
        };
        /**
         * UserKindView
         * @description A kind with what becomes of its example.
         *
         *         `detected_as` is the other kind that the example is taken for when none is named; null when it
         *         is this one. Values of such a kind must come with its name. `canonical_example` is null when
         *         this version of the program can't use the pattern, so that the kind is left out.
         */
        UserKindView: {
            canonicalExample: string | null;
            createdAt: string;
            createdUserId: string | null;
            description: string;
            detectedAs: string | null;
            enabled: boolean;
            example: string;
            id: string;
            name: string;
            normaliser: components["schemas"]["Normaliser"];
            pattern: string;
            updatedAt: string;
            updatedUserId: string | null;
        };
        /**
         * Verdict
         * @description What the answers say together about one indicator: data of a `verdict` event.
         *
         *         `lists` are the ignore lists that it is on. `asked_before` is the last request before this one
         *         that came to a verdict on it.
         */
        Verdict: {
            /** @default null */
            askedBefore?: components["schemas"]["AskedBefore"] | null;
            /** @default [] */
            decidedBy?: string[];
            /** @default [] */
            disagree?: string[];
            indicator: components["schemas"]["Indicator"];
            level: components["schemas"]["Level"];
            /** @default [] */
            lists?: string[];
            /** @default null */
            override?: components["schemas"]["OverrideNote"] | null;
            reason: string;
            /** @default null */
            reasonCode?: components["schemas"]["ReasonCode"] | null;
            score: number | null;
            /** @default [] */
            silent?: components["schemas"]["Silence"][];
        };
        /**
         * Watchlist
         * @description Indicators that are asked about again and again.
         *
         *         Without sources and preset all sources are asked that are switched on. `recipients` are mailed
         *         what changed.
         */
        Watchlist: {
            createdAt: string;
            createdUserId: string | null;
            description: string;
            enabled: boolean;
            id: string;
            indicators: components["schemas"]["Indicator"][];
            intervalSeconds: number;
            lastRequestId: string | null;
            lastRunAt: string | null;
            name: string;
            nextRunAt: string | null;
            offline: boolean;
            pap: components["schemas"]["Pap"] | null;
            presetId: string | null;
            recipients: string[];
            sourceIds: string[];
            tlp: components["schemas"]["Tlp"] | null;
            updatedAt: string;
            updatedUserId: string | null;
        };
        /**
         * WatchlistChange
         * @description A verdict that is another than it was in the run before.
         */
        WatchlistChange: {
            after: components["schemas"]["Level"];
            before: components["schemas"]["Level"];
            createdAt: string;
            id: string;
            indicator: components["schemas"]["Indicator"];
            reason: string;
            requestId: string;
        };
        /**
         * WatchlistCreate
         * @description What makes a watchlist. It runs at once, to know what later runs are compared with.
         */
        WatchlistCreate: {
            /** @default  */
            description?: string;
            /** @default true */
            enabled?: boolean;
            indicators: components["schemas"]["AskedIndicator"][];
            /**
             * @description Seconds from one run to the next.
             * @default 86400
             */
            intervalSeconds?: number;
            /** @description Unique name. */
            name: string;
            /** @default false */
            offline?: boolean;
            /** @default null */
            pap?: components["schemas"]["Pap"] | null;
            /** @default null */
            presetId?: string | null;
            /** @default [] */
            recipients?: string[];
            /** @default [] */
            sourceIds?: string[];
            /** @default null */
            tlp?: components["schemas"]["Tlp"] | null;
        };
        /**
         * WatchlistPatch
         * @description What changes a watchlist: an absent field stays, null clears.
         */
        WatchlistPatch: {
            description?: string;
            enabled?: boolean;
            indicators?: components["schemas"]["AskedIndicator"][];
            /** @description Seconds from one run to the next. */
            intervalSeconds?: number;
            /** @description Unique name. */
            name?: string;
            offline?: boolean;
            pap?: components["schemas"]["Pap"] | null;
            presetId?: string | null;
            recipients?: string[];
            sourceIds?: string[];
            tlp?: components["schemas"]["Tlp"] | null;
        };
        /**
         * WatchlistRun
         * @description A run: how many verdicts changed, and how many indicators no source said anything about.
         *
         *         Both are unknown until it was compared; `error` says why it could not be asked or compared.
         */
        WatchlistRun: {
            changes: number | null;
            comparedAt: string | null;
            createdAt: string;
            error: string | null;
            requestId: string;
            startedAt: string | null;
            unchecked: number | null;
        };
        /**
         * WatchlistsQuery
         * @description Which part of a list.
         */
        WatchlistsQuery: {
            /** @default null */
            cursor?: string | null;
            /** @default 100 */
            limit?: number;
        };
        /**
         * Webhook
         * @description An address that notifications are sent to; of no `kinds`: all of them.
         */
        Webhook: {
            createdAt: string;
            createdUserId: string | null;
            enabled: boolean;
            id: string;
            kinds: components["schemas"]["NotificationKind"][];
            name: string;
            updatedAt: string;
            updatedUserId: string | null;
            url: string;
        };
        /**
         * WebhookCreate
         * @description What makes a webhook.
         */
        WebhookCreate: {
            /** @default true */
            enabled?: boolean;
            /** @default [] */
            kinds?: components["schemas"]["NotificationKind"][];
            /** @description Unique name. */
            name: string;
            /** @default null */
            secret?: string | null;
            /** @description http(s) address. */
            url: string;
        };
        /**
         * WebhookCreated
         * @description A new webhook, with its secret, which is shown this once.
         */
        WebhookCreated: {
            createdAt: string;
            createdUserId: string | null;
            enabled: boolean;
            id: string;
            kinds: components["schemas"]["NotificationKind"][];
            name: string;
            secret: string;
            updatedAt: string;
            updatedUserId: string | null;
            url: string;
        };
        /**
         * WebhookPatch
         * @description What changes a webhook: an absent field stays.
         */
        WebhookPatch: {
            enabled?: boolean;
            kinds?: components["schemas"]["NotificationKind"][];
            /** @description Unique name. */
            name?: string;
            /** @description whsec_ and 24 to 64 bytes in Base64; made when none is given. Never listed. */
            secret?: string;
            /** @description http(s) address. */
            url?: string;
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    list_api_tokens: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Your tokens */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiToken"][];
                };
            };
            /** @description A valid credential is needed */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    create_api_token: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "expiresAt": "2030-01-01T00:00:00Z",
                 *       "note": "nightly job"
                 *     }
                 */
                "application/json": components["schemas"]["ApiTokenCreate"];
            };
        };
        responses: {
            /** @description Make a token */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiTokenCreated"];
                };
            };
            /** @description The request could not be read */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A valid credential is needed */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not allowed */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Conflict */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is of another type */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A value does not fit */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    delete_api_token: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A valid credential is needed */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not allowed */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    change_api_token: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "note": "weekly job"
                 *     }
                 */
                "application/json": components["schemas"]["ApiTokenPatch"];
            };
        };
        responses: {
            /** @description Done */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request could not be read */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A valid credential is needed */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not allowed */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Conflict */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is of another type */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A value does not fit */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    regenerate_api_token: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Give a token a new secret */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/plain": string;
                };
            };
            /** @description A valid credential is needed */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not allowed */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_deliveries: {
        parameters: {
            query?: {
                cursor?: string | null;
                limit?: number;
                state?: components["schemas"]["DeliveryState"] | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What was sent to webhooks and by mail, newest first */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Delivery"][];
                };
            };
            /** @description A valid credential is needed */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not allowed */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A value does not fit */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    resend_delivery: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A valid credential is needed */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not allowed */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_openapi: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description This description, as OpenAPI 3.1 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": Record<string, never>;
                };
            };
            /** @description Internal server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_feeds: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All feeds with the state of their parts */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Feed"][];
                };
            };
            /** @description A valid credential is needed */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    import_feed: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                slug: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "uploadId": "m3k9x0q2v7ab"
                 *     }
                 */
                "application/json": components["schemas"]["ImportFeed"];
            };
        };
        responses: {
            /** @description Load a file that was carried in into a feed */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FeedImported"];
                };
            };
            /** @description The request could not be read */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A valid credential is needed */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not allowed */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is of another type */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A value does not fit */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    refresh_feed: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                slug: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "force": false
                 *     }
                 */
                "application/json": components["schemas"]["RefreshFeed"];
            };
        };
        responses: {
            /** @description Refresh a feed now */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RunAccepted"];
                };
            };
            /** @description The request could not be read */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A valid credential is needed */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not allowed */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Conflict */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is of another type */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A value does not fit */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_health: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Whether the process answers */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Health"];
                };
            };
            /** @description Internal server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_readiness: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Whether the service can do its work; 503 while it can't */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Readiness"];
                };
            };
            /** @description Internal server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_ignore_lists: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All ignore lists, by name */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["IgnoreList"][];
                };
            };
            /** @description A valid credential is needed */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    create_ignore_list: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "description": "What is ours",
                 *       "enabled": true,
                 *       "global": true,
                 *       "name": "Our own"
                 *     }
                 */
                "application/json": components["schemas"]["IgnoreListCreate"];
            };
        };
        responses: {
            /** @description Make an ignore list */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["IgnoreListCreated"];
                };
            };
            /** @description The request could not be read */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A valid credential is needed */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not allowed */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Conflict */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is of another type */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A value does not fit */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_ignore_list: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One ignore list */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["IgnoreList"];
                };
            };
            /** @description A valid credential is needed */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    delete_ignore_list: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A valid credential is needed */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not allowed */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    change_ignore_list: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "enabled": false
                 *     }
                 */
                "application/json": components["schemas"]["IgnoreListPatch"];
            };
        };
        responses: {
            /** @description Done */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request could not be read */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A valid credential is needed */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not allowed */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Conflict */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is of another type */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A value does not fit */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_entries: {
        parameters: {
            query?: {
                cursor?: string | null;
                limit?: number;
                q?: string | null;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Entries of an ignore list, a page at a time */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["IgnoreListEntry"][];
                };
            };
            /** @description A valid credential is needed */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A value does not fit */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    replace_entries: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example [
                 *       {
                 *         "data": "example.com",
                 *         "indicatorKind": "DOMAIN"
                 *       },
                 *       {
                 *         "comment": "Documentation",
                 *         "data": "192.0.2.0/24",
                 *         "matching": "CIDR"
                 *       }
                 *     ]
                 */
                "application/json": components["schemas"]["NewEntry"][];
            };
        };
        responses: {
            /** @description Done */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request could not be read */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A valid credential is needed */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not allowed */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Conflict */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is of another type */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A value does not fit */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    add_entries: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example [
                 *       {
                 *         "data": "example.com",
                 *         "indicatorKind": "DOMAIN"
                 *       },
                 *       {
                 *         "comment": "Documentation",
                 *         "data": "192.0.2.0/24",
                 *         "matching": "CIDR"
                 *       }
                 *     ]
                 */
                "application/json": components["schemas"]["NewEntry"][];
            };
        };
        responses: {
            /** @description Add entries to an ignore list */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Added"];
                };
            };
            /** @description The request could not be read */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A valid credential is needed */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not allowed */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is of another type */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A value does not fit */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    delete_entry: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                entryId: string;
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A valid credential is needed */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not allowed */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    export_entries: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All entries of an ignore list as CSV */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/csv": string;
                };
            };
            /** @description A valid credential is needed */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    paste_entries: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "text/csv": string;
                "text/plain": string;
            };
        };
        responses: {
            /** @description Add entries that stand in a text or in CSV */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Added"];
                };
            };
            /** @description The request could not be read */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A valid credential is needed */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not allowed */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is of another type */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A value does not fit */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_providers_of_list: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The providers that an ignore list is linked to */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProviderView"][];
                };
            };
            /** @description A valid credential is needed */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    put_providers_of_list: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example [
                 *       "0123456789ab"
                 *     ]
                 */
                "application/json": string[];
            };
        };
        responses: {
            /** @description Done */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request could not be read */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A valid credential is needed */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not allowed */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is of another type */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A value does not fit */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_sources_of_list: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The sources that an ignore list is linked to */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SourceView"][];
                };
            };
            /** @description A valid credential is needed */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    put_sources_of_list: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example [
                 *       "0123456789ab"
                 *     ]
                 */
                "application/json": string[];
            };
        };
        responses: {
            /** @description Done */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request could not be read */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A valid credential is needed */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not allowed */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is of another type */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A value does not fit */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_global_ignore_lists: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The ignore lists that count for every source */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["IgnoreList"][];
                };
            };
            /** @description A valid credential is needed */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    import_ignore_lists: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "fileName": "partners.txt",
                 *       "text": "example.com\n192.0.2.0/24\n"
                 *     }
                 */
                "application/json": components["schemas"]["ImportLists"];
            };
        };
        responses: {
            /** @description Import lists from a file: MISP warninglists, CSV or text */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Imported"];
                };
            };
            /** @description The request could not be read */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A valid credential is needed */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not allowed */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is of another type */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A value does not fit */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Temporarily unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    find_ignore_list: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                slug: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The id of the ignore list with a slug, as text */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/plain": string;
                };
            };
            /** @description A valid credential is needed */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    check_ignore_lists: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "values": [
                 *         "www.example.com",
                 *         "198.51.100[.]7"
                 *       ]
                 *     }
                 */
                "application/json": components["schemas"]["TestValues"];
            };
        };
        responses: {
            /** @description Which lists and entries values match */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Tested"][];
                };
            };
            /** @description The request could not be read */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A valid credential is needed */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not allowed */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is of another type */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A value does not fit */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Temporarily unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_indicator_kinds: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The kinds of indicators */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": string[];
                };
            };
            /** @description A valid credential is needed */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_indicator: {
        parameters: {
            query?: {
                cursor?: string | null;
                limit?: number;
            };
            header?: never;
            path: {
                kind: string;
                value: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What the team knows of an indicator: verdict, override, who asked when */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["IndicatorMemory"];
                };
            };
            /** @description A valid credential is needed */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not allowed */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A value does not fit */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    detect_indicators: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "values": [
                 *         "198.51.100[.]7",
                 *         "hxxps://example.com/a",
                 *         "CVE-2024-12345"
                 *       ]
                 *     }
                 */
                "application/json": components["schemas"]["DetectValues"];
            };
        };
        responses: {
            /** @description What values are: kind, canonical form, what is special about them */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Detected"][];
                };
            };
            /** @description The request could not be read */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A valid credential is needed */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not allowed */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is of another type */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A value does not fit */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    extract_indicators: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "text": "The beacon went to hxxps://example[.]com/a and 198.51.100[.]7."
                 *     }
                 */
                "application/json": components["schemas"]["ExtractIndicators"];
            };
        };
        responses: {
            /** @description Find the indicators in a text or a document */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Extracted"];
                };
            };
            /** @description The request could not be read */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A valid credential is needed */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not allowed */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is of another type */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A value does not fit */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Temporarily unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_kinds: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The kinds that users defined, by name */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UserKindView"][];
                };
            };
            /** @description A valid credential is needed */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    create_kind: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "example": "00:00:5E:00:53:01",
                 *       "name": "MAC_ADDRESS",
                 *       "normaliser": "LOWER",
                 *       "pattern": "[0-9a-f]{2}(:[0-9a-f]{2}){5}"
                 *     }
                 */
                "application/json": components["schemas"]["UserKindCreate"];
            };
        };
        responses: {
            /** @description Define a kind of indicators by a pattern */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UserKindView"];
                };
            };
            /** @description The request could not be read */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A valid credential is needed */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not allowed */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Conflict */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is of another type */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A value does not fit */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_kind: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One kind that users defined */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UserKindView"];
                };
            };
            /** @description A valid credential is needed */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    delete_kind: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A valid credential is needed */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not allowed */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Conflict */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    change_kind: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "enabled": false
                 *     }
                 */
                "application/json": components["schemas"]["UserKindPatch"];
            };
        };
        responses: {
            /** @description Done */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request could not be read */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A valid credential is needed */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not allowed */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is of another type */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A value does not fit */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_limits: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What is left of each source's limits, and which sources are left alone */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SourceLimits"][];
                };
            };
            /** @description A valid credential is needed */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_me: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Who is signed in */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Me"];
                };
            };
            /** @description A valid credential is needed */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    change_me: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "locale": "fr",
                 *       "timeZone": "Europe/Paris"
                 *     }
                 */
                "application/json": components["schemas"]["MePatch"];
            };
        };
        responses: {
            /** @description Change your name, language or time zone */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Me"];
                };
            };
            /** @description The request could not be read */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A valid credential is needed */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not allowed */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is of another type */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A value does not fit */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_mail_choice: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Which notifications are mailed to you */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MailChoice"];
                };
            };
            /** @description A valid credential is needed */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    put_mail_choice: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "kinds": [
                 *         "VERDICT_CHANGED"
                 *       ]
                 *     }
                 */
                "application/json": components["schemas"]["MailChoiceSet"];
            };
        };
        responses: {
            /** @description Choose which notifications are mailed to you */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MailChoice"];
                };
            };
            /** @description The request could not be read */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A valid credential is needed */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not allowed */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is of another type */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A value does not fit */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    change_password: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "current": "the one until now",
                 *       "new": "a long sentence of yours"
                 *     }
                 */
                "application/json": components["schemas"]["PasswordChange"];
            };
        };
        responses: {
            /** @description Done */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request could not be read */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A valid credential is needed */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not allowed */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is of another type */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A value does not fit */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_notifications: {
        parameters: {
            query?: {
                cursor?: string | null;
                limit?: number;
                unread?: boolean;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Your notifications, newest first */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Notification"][];
                };
            };
            /** @description A valid credential is needed */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A value does not fit */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    read_notification: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A valid credential is needed */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not allowed */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    read_notifications: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A valid credential is needed */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not allowed */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_overrides: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All overrides of verdicts, the last changed first */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Override"][];
                };
            };
            /** @description A valid credential is needed */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not allowed */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    create_override: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "level": "BENIGN",
                 *       "matching": "WILDCARD",
                 *       "pattern": "*.example.org",
                 *       "reason": "Our own scanner"
                 *     }
                 */
                "application/json": components["schemas"]["OverrideCreate"];
            };
        };
        responses: {
            /** @description Overrule the sources about a value or a pattern */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Override"];
                };
            };
            /** @description The request could not be read */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A valid credential is needed */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not allowed */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Conflict */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is of another type */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A value does not fit */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_override: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One override */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Override"];
                };
            };
            /** @description A valid credential is needed */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not allowed */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    delete_override: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A valid credential is needed */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not allowed */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    change_override: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "expiresAt": "2030-01-31T00:00:00Z"
                 *     }
                 */
                "application/json": components["schemas"]["OverridePatch"];
            };
        };
        responses: {
            /** @description Done */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request could not be read */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A valid credential is needed */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not allowed */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is of another type */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A value does not fit */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_presets: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Presets of sources */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Preset"][];
                };
            };
            /** @description A valid credential is needed */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not allowed */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    create_preset: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "Without quota",
                 *       "sourceIds": [
                 *         "V1StGXR8Z5jd"
                 *       ]
                 *     }
                 */
                "application/json": components["schemas"]["PresetCreate"];
            };
        };
        responses: {
            /** @description Make a preset */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Preset"];
                };
            };
            /** @description The request could not be read */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A valid credential is needed */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not allowed */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Conflict */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is of another type */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A value does not fit */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_preset: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One preset */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Preset"];
                };
            };
            /** @description A valid credential is needed */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not allowed */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    delete_preset: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A valid credential is needed */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not allowed */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    change_preset: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "Without quota",
                 *       "sourceIds": [
                 *         "V1StGXR8Z5jd"
                 *       ]
                 *     }
                 */
                "application/json": components["schemas"]["PresetPatch"];
            };
        };
        responses: {
            /** @description Change a preset */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Preset"];
                };
            };
            /** @description The request could not be read */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A valid credential is needed */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not allowed */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Conflict */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is of another type */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A value does not fit */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_providers: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All providers, those that are switched on first */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProviderView"][];
                };
            };
            /** @description A valid credential is needed */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    switch_provider: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "enabled": false
                 *     }
                 */
                "application/json": components["schemas"]["ProviderPatch"];
            };
        };
        responses: {
            /** @description Done */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request could not be read */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A valid credential is needed */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not allowed */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is of another type */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A value does not fit */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_lists_of_provider: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The ignore lists that a provider is linked to */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["IgnoreList"][];
                };
            };
            /** @description A valid credential is needed */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    put_lists_of_provider: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example [
                 *       "0123456789ab"
                 *     ]
                 */
                "application/json": string[];
            };
        };
        responses: {
            /** @description Done */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request could not be read */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A valid credential is needed */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not allowed */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is of another type */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A value does not fit */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_recordings: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Recordings of what sources answered, newest first */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Recording"][];
                };
            };
            /** @description A valid credential is needed */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not allowed */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    start_recording: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "demonstration"
                 *     }
                 */
                "application/json": components["schemas"]["RecordingStart"];
            };
        };
        responses: {
            /** @description Begin to record what sources answer */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Recording"];
                };
            };
            /** @description The request could not be read */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A valid credential is needed */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not allowed */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Conflict */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is of another type */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A value does not fit */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    delete_recording: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A valid credential is needed */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not allowed */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    export_recording: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A recording as a file */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RecordingFile"];
                };
            };
            /** @description A valid credential is needed */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not allowed */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    stop_recording: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A valid credential is needed */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not allowed */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Conflict */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_requests: {
        parameters: {
            query?: {
                cursor?: string | null;
                limit?: number;
                q?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Requests, newest first */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Request"][];
                };
            };
            /** @description A valid credential is needed */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not allowed */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A value does not fit */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    create_request: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "indicators": [
                 *         {
                 *           "data": "192.0.2.1"
                 *         },
                 *         {
                 *           "data": "example.com"
                 *         }
                 *       ]
                 *     }
                 */
                "application/json": components["schemas"]["RequestCreate"];
            };
        };
        responses: {
            /** @description Ask sources about indicators; 202 at once, or 200 when done with `wait` */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FinishedRequest"];
                };
            };
            /** @description Ask sources about indicators; 202 at once, or 200 when done with `wait` */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RequestAccepted"];
                };
            };
            /** @description The request could not be read */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A valid credential is needed */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not allowed */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is of another type */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A value does not fit */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Temporarily unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_request: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One request */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Request"];
                };
            };
            /** @description A valid credential is needed */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not allowed */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    cancel_request: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A valid credential is needed */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not allowed */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    stream_events: {
        parameters: {
            query?: {
                after?: number;
                wait?: number;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Events */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": unknown;
                };
            };
            /** @description A valid credential is needed */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not allowed */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A value does not fit */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_events: {
        parameters: {
            query?: {
                after?: number;
                wait?: number;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The events of a request as a long poll */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EventPage"];
                };
            };
            /** @description A valid credential is needed */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not allowed */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A value does not fit */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_upstream_events: {
        parameters: {
            query?: {
                after?: number;
                ignoreErrors?: boolean;
                wait?: number;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The events of a request in the form of /requests/execute/sse, as a long poll */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EventPage"];
                };
            };
            /** @description A valid credential is needed */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not allowed */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A value does not fit */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_results: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The results of a request that was asked at once, latest first */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HistoryEntry"][];
                };
            };
            /** @description A valid credential is needed */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not allowed */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Conflict */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    page_indicators: {
        parameters: {
            query?: {
                first?: number;
                level?: components["schemas"]["Level"] | null;
                limit?: number;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The indicators of a request in pages, with their verdicts */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JudgedIndicator"][];
                };
            };
            /** @description A valid credential is needed */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not allowed */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A value does not fit */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    pause_request: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A valid credential is needed */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not allowed */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Conflict */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    page_results: {
        parameters: {
            query?: {
                after?: number;
                limit?: number;
                position?: number | null;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The results of a request in pages, in the order in which they came */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HistoryEntry"][];
                };
            };
            /** @description A valid credential is needed */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not allowed */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A value does not fit */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    resume_request: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A valid credential is needed */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not allowed */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Conflict */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    compare_requests: {
        parameters: {
            query: {
                a: string;
                b: string;
                cursor?: number;
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Two requests side by side: what changed, what is new, what is gone */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Comparison"];
                };
            };
            /** @description A valid credential is needed */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not allowed */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A value does not fit */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    execute: {
        parameters: {
            query: {
                data: string;
                ignoreErrors?: string;
                kind: string;
                source_ids?: string[];
                sourceIds?: string[];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Ask about one indicator and wait for every source */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": Record<string, never>[];
                };
            };
            /** @description A valid credential is needed */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not allowed */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A value does not fit */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    execute_stream: {
        parameters: {
            query: {
                data: string;
                ignoreErrors?: string;
                kind: string;
                source_ids?: string[];
                sourceIds?: string[];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Events */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": unknown;
                };
            };
            /** @description A valid credential is needed */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not allowed */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A value does not fit */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    preview_request: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "indicators": [
                 *         {
                 *           "data": "192.0.2.1"
                 *         }
                 *       ],
                 *       "tlp": "AMBER"
                 *     }
                 */
                "application/json": components["schemas"]["RequestCreate"];
            };
        };
        responses: {
            /** @description What a request would ask, of whom, and what would leave, without asking */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Preview"];
                };
            };
            /** @description The request could not be read */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A valid credential is needed */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not allowed */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is of another type */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A value does not fit */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_runs: {
        parameters: {
            query?: {
                cursor?: string | null;
                limit?: number;
                work?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Runs of all background work, newest first */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Run"][];
                };
            };
            /** @description A valid credential is needed */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A value does not fit */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_run: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One run with its log */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RunWithLog"];
                };
            };
            /** @description A valid credential is needed */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_secrets: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All secrets without their values, by name */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Secret"][];
                };
            };
            /** @description A valid credential is needed */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not allowed */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    create_secret: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "VirusTotal",
                 *       "value": "the key"
                 *     }
                 */
                "application/json": components["schemas"]["SecretCreate"];
            };
        };
        responses: {
            /** @description Keep a secret; the answer is its id */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/plain": string;
                };
            };
            /** @description The request could not be read */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A valid credential is needed */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not allowed */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Conflict */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is of another type */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A value does not fit */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The key of the secrets is missing or is another one */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    delete_secret: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A valid credential is needed */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not allowed */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    change_secret: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "expiresAt": "2030-01-31T00:00:00Z"
                 *     }
                 */
                "application/json": components["schemas"]["SecretPatch"];
            };
        };
        responses: {
            /** @description Done */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request could not be read */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A valid credential is needed */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not allowed */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Conflict */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is of another type */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A value does not fit */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The key of the secrets is missing or is another one */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    reveal_secret: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The value of a secret; that it was read is logged */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/plain": string;
                };
            };
            /** @description A valid credential is needed */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not allowed */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The key of the secrets is missing or is another one */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_sessions: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Your sessions */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Session"][];
                };
            };
            /** @description A valid credential is needed */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    sign_in: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "email": "analyst@example.com",
                 *       "password": "a long sentence of yours"
                 *     }
                 */
                "application/json": components["schemas"]["SignInForm"];
            };
        };
        responses: {
            /** @description Sign in */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Me"];
                };
            };
            /** @description The request could not be read */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A valid credential is needed */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is of another type */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A value does not fit */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    end_other_sessions: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A valid credential is needed */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not allowed */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    end_session: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A valid credential is needed */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not allowed */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    sign_out: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A valid credential is needed */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not allowed */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_setup: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Whether the first administrator is still to be made */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SetupState"];
                };
            };
            /** @description Internal server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    complete_setup: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "email": "admin@example.com",
                 *       "password": "a long sentence of yours",
                 *       "token": "0123456789abcdef"
                 *     }
                 */
                "application/json": components["schemas"]["SetupAnswers"];
            };
        };
        responses: {
            /** @description Make the first administrator, with the token of the link that the start printed */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Me"];
                };
            };
            /** @description The request could not be read */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A valid credential is needed */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Set-up was completed already */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is of another type */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A value does not fit */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_sources: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All sources, by name */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SourceView"][];
                };
            };
            /** @description A valid credential is needed */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    create_source: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "kind": "PYTHON",
                 *       "name": "Example list",
                 *       "sourceCode": "def fetch_data(indicator_data, indicator_kind):\n    return {'seen': 3}\n",
                 *       "supportedIndicators": [
                 *         "IPV4"
                 *       ]
                 *     }
                 */
                "application/json": components["schemas"]["SourceCreate"];
            };
        };
        responses: {
            /** @description Create a source from code, or from a template and settings */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SourceCreated"];
                };
            };
            /** @description The request could not be read */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A valid credential is needed */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not allowed */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Conflict */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is of another type */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A value does not fit */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_source: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One source */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SourceView"];
                };
            };
            /** @description A valid credential is needed */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    delete_source: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A valid credential is needed */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not allowed */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    change_source: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "enabled": false
                 *     }
                 */
                "application/json": components["schemas"]["SourcePatch"];
            };
        };
        responses: {
            /** @description Done */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request could not be read */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A valid credential is needed */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not allowed */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Conflict */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is of another type */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A value does not fit */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    forget_answers: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A valid credential is needed */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not allowed */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_source_health: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description How one source does */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SourceHealth"];
                };
            };
            /** @description A valid credential is needed */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not allowed */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_lists_of_source: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The ignore lists that a source is linked to */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["IgnoreList"][];
                };
            };
            /** @description A valid credential is needed */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    put_lists_of_source: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example [
                 *       "0123456789ab"
                 *     ]
                 */
                "application/json": string[];
            };
        };
        responses: {
            /** @description Done */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request could not be read */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A valid credential is needed */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not allowed */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is of another type */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A value does not fit */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    probe_source: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A valid credential is needed */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not allowed */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Conflict */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    forget_shape: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A valid credential is needed */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not allowed */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    run_source: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Run a source's task now: refresh its feed, or run its code's background task */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RunAccepted"];
                };
            };
            /** @description A valid credential is needed */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not allowed */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Conflict */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A value does not fit */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_source_runs: {
        parameters: {
            query?: {
                cursor?: string | null;
                limit?: number;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Runs of a source's task, newest first */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Run"][];
                };
            };
            /** @description A valid credential is needed */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A value does not fit */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_source_run: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                runId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One run of a source's task, with its log */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RunWithLog"];
                };
            };
            /** @description A valid credential is needed */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_slots: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The secrets that a source takes, and which are linked */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SourceSecret"][];
                };
            };
            /** @description A valid credential is needed */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    put_slots: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example [
                 *       {
                 *         "name": "api_key",
                 *         "required": true,
                 *         "secretId": null
                 *       }
                 *     ]
                 */
                "application/json": components["schemas"]["SourceSecretSet"][];
            };
        };
        responses: {
            /** @description Done */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request could not be read */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A valid credential is needed */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not allowed */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is of another type */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A value does not fit */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_source_state: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What a source's background task keeps from run to run */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SourceState"];
                };
            };
            /** @description A valid credential is needed */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not allowed */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    clear_source_state: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A valid credential is needed */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not allowed */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    test_source: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "indicator": {
                 *         "data": "198.51.100.7"
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["Trial"];
            };
        };
        responses: {
            /** @description Ask one source about one indicator, and keep nothing */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TrialOutcome"];
                };
            };
            /** @description The request could not be read */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A valid credential is needed */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not allowed */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is of another type */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A value does not fit */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Temporarily unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    test_source_task: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /** @example {} */
                "application/json": components["schemas"]["TaskTrial"];
            };
        };
        responses: {
            /** @description Run a source's background task, and keep nothing */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TaskTrialOutcome"];
                };
            };
            /** @description The request could not be read */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A valid credential is needed */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not allowed */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is of another type */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A value does not fit */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Temporarily unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_source_versions: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Versions of a source's code, newest first */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SourceVersion"][];
                };
            };
            /** @description A valid credential is needed */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_source_version: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                number: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One version of a source's code */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SourceVersionCode"];
                };
            };
            /** @description A valid credential is needed */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    diff_source_version: {
        parameters: {
            query?: {
                against?: number | null;
            };
            header?: never;
            path: {
                id: string;
                number: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What a version of a source's code changed */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SourceVersionDiff"];
                };
            };
            /** @description A valid credential is needed */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A value does not fit */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    restore_source_version: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                number: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Save the code of an earlier version again */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SourceVersionCreated"];
                };
            };
            /** @description A valid credential is needed */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not allowed */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Conflict */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A value does not fit */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_generic: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What sources can be made of without code, with their settings */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GenericSource"][];
                };
            };
            /** @description A valid credential is needed */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_source_health: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description How every source does: successes, failures, latencies, limits, circuit, feed */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SourceHealth"][];
                };
            };
            /** @description A valid credential is needed */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not allowed */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_source_stub: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                language: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What code of sources can use, as a file for editors */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/plain": string;
                };
            };
            /** @description A valid credential is needed */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_source_templates: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What the code of a new source begins with, by its language */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        [key: string]: string;
                    };
                };
            };
            /** @description A valid credential is needed */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    test_code: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "indicator": {
                 *         "data": "198.51.100.7"
                 *       },
                 *       "kind": "PYTHON",
                 *       "sourceCode": "def fetch_data(indicator_data, indicator_kind):\n    return {'seen': 3}\n"
                 *     }
                 */
                "application/json": components["schemas"]["Trial"];
            };
        };
        responses: {
            /** @description Run code, or ask by a template's settings, about one indicator; nothing is saved */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TrialOutcome"];
                };
            };
            /** @description The request could not be read */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A valid credential is needed */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not allowed */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is of another type */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A value does not fit */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Temporarily unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    test_task_code: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "kind": "PYTHON",
                 *       "sourceCode": "def background_task(context):\n    context.rows.add('192.0.2.7')\n"
                 *     }
                 */
                "application/json": components["schemas"]["TaskTrial"];
            };
        };
        responses: {
            /** @description Run a background task of code that is not saved, and keep nothing */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TaskTrialOutcome"];
                };
            };
            /** @description The request could not be read */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A valid credential is needed */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not allowed */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is of another type */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A value does not fit */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Temporarily unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    create_upload: {
        parameters: {
            query?: {
                name?: string;
                size?: number | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/octet-stream": string;
            };
        };
        responses: {
            /** @description Bring a file, to be named by its id */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Upload"];
                };
            };
            /** @description A valid credential is needed */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not allowed */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A value does not fit */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Temporarily unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_watchlists: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Watchlists, by name */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Watchlist"][];
                };
            };
            /** @description A valid credential is needed */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not allowed */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    create_watchlist: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "indicators": [
                 *         {
                 *           "data": "example.com"
                 *         },
                 *         {
                 *           "data": "192.0.2.1"
                 *         }
                 *       ],
                 *       "intervalSeconds": 86400,
                 *       "name": "Partners",
                 *       "recipients": [
                 *         "soc@example.com"
                 *       ]
                 *     }
                 */
                "application/json": components["schemas"]["WatchlistCreate"];
            };
        };
        responses: {
            /** @description Watch indicators: ask about them again on a schedule */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Watchlist"];
                };
            };
            /** @description The request could not be read */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A valid credential is needed */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not allowed */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Conflict */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is of another type */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A value does not fit */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_watchlist: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One watchlist */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Watchlist"];
                };
            };
            /** @description A valid credential is needed */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not allowed */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    delete_watchlist: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A valid credential is needed */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not allowed */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    change_watchlist: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "enabled": true,
                 *       "intervalSeconds": 3600
                 *     }
                 */
                "application/json": components["schemas"]["WatchlistPatch"];
            };
        };
        responses: {
            /** @description Change a watchlist; its schedule at once */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Watchlist"];
                };
            };
            /** @description The request could not be read */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A valid credential is needed */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not allowed */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Conflict */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is of another type */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A value does not fit */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_watchlist_changes: {
        parameters: {
            query?: {
                cursor?: string | null;
                limit?: number;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Changed verdicts, newest first */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WatchlistChange"][];
                };
            };
            /** @description A valid credential is needed */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not allowed */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A value does not fit */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    run_watchlist: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Ask now; the answer is the request's id */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RequestAccepted"];
                };
            };
            /** @description A valid credential is needed */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not allowed */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Temporarily unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_watchlist_runs: {
        parameters: {
            query?: {
                limit?: number;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Runs, the latest first */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WatchlistRun"][];
                };
            };
            /** @description A valid credential is needed */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not allowed */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A value does not fit */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_watchlist_verdicts: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What is known of each indicator */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Remembered"][];
                };
            };
            /** @description A valid credential is needed */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not allowed */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_webhooks: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Webhooks without their secrets, by name */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Webhook"][];
                };
            };
            /** @description A valid credential is needed */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not allowed */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    create_webhook: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "kinds": [
                 *         "VERDICT_CHANGED"
                 *       ],
                 *       "name": "Chat",
                 *       "url": "https://chat.example.com/hooks/security"
                 *     }
                 */
                "application/json": components["schemas"]["WebhookCreate"];
            };
        };
        responses: {
            /** @description Send notifications to an address; the answer shows the secret that signs them */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookCreated"];
                };
            };
            /** @description The request could not be read */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A valid credential is needed */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not allowed */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Conflict */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is of another type */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A value does not fit */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The key of the secrets is missing or is another one */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_webhook: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One webhook */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Webhook"];
                };
            };
            /** @description A valid credential is needed */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not allowed */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    delete_webhook: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A valid credential is needed */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not allowed */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    change_webhook: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "enabled": false
                 *     }
                 */
                "application/json": components["schemas"]["WebhookPatch"];
            };
        };
        responses: {
            /** @description Change a webhook */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Webhook"];
                };
            };
            /** @description The request could not be read */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A valid credential is needed */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not allowed */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Conflict */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is of another type */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A value does not fit */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The key of the secrets is missing or is another one */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_webhook_deliveries: {
        parameters: {
            query?: {
                cursor?: string | null;
                limit?: number;
                state?: components["schemas"]["DeliveryState"] | null;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What was sent to a webhook, newest first */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Delivery"][];
                };
            };
            /** @description A valid credential is needed */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not allowed */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A value does not fit */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    test_webhook: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Send something to a webhook now */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Delivery"];
                };
            };
            /** @description A valid credential is needed */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not allowed */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The key of the secrets is missing or is another one */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
}
