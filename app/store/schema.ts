// The shape of the database, version by version. A released migration is never edited: a new one is added.

export const MIGRATIONS: readonly string[] = [
  `
  CREATE TABLE families (
    account TEXT NOT NULL,
    hostname TEXT NOT NULL COLLATE NOCASE,
    family TEXT NOT NULL CHECK (family IN ('ipv4', 'ipv6')),
    desired TEXT,
    desired_at INTEGER,
    confirmed TEXT,
    confirmed_at INTEGER,
    previous TEXT,
    sent_at INTEGER,
    unsettled INTEGER REFERENCES attempts (id),
    PRIMARY KEY (account, hostname, family)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE attempts (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    round_id INTEGER,
    started_at INTEGER NOT NULL,
    settled_at INTEGER,
    account TEXT NOT NULL,
    hostname TEXT NOT NULL COLLATE NOCASE,
    family TEXT NOT NULL,
    cause TEXT NOT NULL,
    from_address TEXT,
    to_address TEXT NOT NULL,
    result TEXT NOT NULL DEFAULT 'pending',
    kind TEXT,
    code TEXT,
    detail TEXT
  ) STRICT;
  CREATE INDEX attempts_by_hostname ON attempts (hostname, id);
  CREATE INDEX attempts_by_result ON attempts (result, id);
  CREATE INDEX attempts_by_cause ON attempts (cause, id);

  CREATE TABLE holds (
    account TEXT NOT NULL,
    hostname TEXT NOT NULL COLLATE NOCASE, -- '' for the whole account
    family TEXT NOT NULL,                  -- '' for the whole account
    class TEXT NOT NULL,
    kind TEXT NOT NULL,
    code TEXT NOT NULL,
    detail TEXT,
    retry_at INTEGER,
    since INTEGER NOT NULL,
    until INTEGER,
    attempts INTEGER NOT NULL,
    fingerprint TEXT NOT NULL,
    PRIMARY KEY (account, hostname, family)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE rounds (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    started_at INTEGER NOT NULL,
    quiet INTEGER NOT NULL, -- 1: nothing was handed to a job
    record TEXT NOT NULL    -- JSON
  ) STRICT;
  CREATE INDEX rounds_quiet ON rounds (quiet, id);

  CREATE TABLE app_values (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
  `,
  `
  ALTER TABLE families ADD COLUMN verified TEXT;
  ALTER TABLE families ADD COLUMN verified_at INTEGER;
  ALTER TABLE families ADD COLUMN undo_to TEXT;   -- published instead of
  ALTER TABLE families ADD COLUMN undo_from TEXT; -- this address, for as long as it is the one observed
  `,
  `
  ALTER TABLE families ADD COLUMN target TEXT; -- provider, server and user that the state is about
  `,
  `
  CREATE TABLE quarantine (source TEXT NOT NULL, row TEXT NOT NULL, at INTEGER NOT NULL) STRICT;
  `,
  // Without the reference to attempts, which made each removal of an old attempt read all families.
  `
  CREATE TABLE families_5 (
    account TEXT NOT NULL,
    hostname TEXT NOT NULL COLLATE NOCASE,
    family TEXT NOT NULL CHECK (family IN ('ipv4', 'ipv6')),
    desired TEXT,
    desired_at INTEGER,
    confirmed TEXT,
    confirmed_at INTEGER,
    previous TEXT,
    sent_at INTEGER,
    unsettled INTEGER,                     -- id of an attempt
    verified TEXT,
    verified_at INTEGER,
    undo_to TEXT,
    undo_from TEXT,
    target TEXT,
    corrections INTEGER NOT NULL DEFAULT 0, -- in a row, without effect
    PRIMARY KEY (account, hostname, family)
  ) STRICT, WITHOUT ROWID;
  INSERT INTO families_5 (account, hostname, family, desired, desired_at, confirmed, confirmed_at, previous, sent_at,
      unsettled, verified, verified_at, undo_to, undo_from, target)
    SELECT account, hostname, family, desired, desired_at, confirmed, confirmed_at, previous, sent_at,
      unsettled, verified, verified_at, undo_to, undo_from, target FROM families;
  DROP TABLE families;
  ALTER TABLE families_5 RENAME TO families;
  `,
  // A dismissed update was a hold of the class 'forgotten', with the address as its fingerprint. Now it is part of the family's
  // row, and a time that the provider named stays as an ordinary hold. An unsound hold keeps its class, so that it goes to the
  // quarantine like any other.
  `
  ALTER TABLE families ADD COLUMN dismissed TEXT;             -- the address that the user gave up on
  ALTER TABLE families ADD COLUMN dismissed_kind TEXT;        -- the failure before
  ALTER TABLE families ADD COLUMN dismissed_code TEXT;
  ALTER TABLE families ADD COLUMN dismissed_detail TEXT;
  ALTER TABLE families ADD COLUMN dismissed_since INTEGER;
  ALTER TABLE families ADD COLUMN dismissed_attempts INTEGER;
  CREATE TEMP TABLE dismissals AS SELECT * FROM holds WHERE class = 'forgotten' AND family IN ('ipv4', 'ipv6')
    AND kind IN ('credentials', 'hostname', 'account', 'blocked', 'throttled', 'provider', 'network', 'unrecognised')
    AND since BETWEEN -8640000000000000 AND 8640000000000000 AND attempts BETWEEN 0 AND 2147483648
    AND ifnull(retry_at, 0) BETWEEN -8640000000000000 AND 8640000000000000;
  UPDATE families SET dismissed = d.fingerprint, dismissed_kind = d.kind, dismissed_code = d.code,
      dismissed_detail = d.detail, dismissed_since = d.since, dismissed_attempts = d.attempts
    FROM dismissals d
    WHERE families.account = d.account AND families.hostname = d.hostname AND families.family = d.family;
  DELETE FROM holds WHERE (account, hostname, family) IN (SELECT account, hostname, family FROM dismissals);
  INSERT INTO holds SELECT account, hostname, family, 'until-time', 'throttled', 'named-time', NULL, retry_at,
      since, retry_at, 1, ''
    FROM dismissals WHERE retry_at IS NOT NULL;
  DROP TABLE dismissals;
  `,
  // Until now a bare "good" counted as a confirmation. For services that may answer so, an address is now
  // only accepted, unless the zone was seen to hold it since.
  `
  ALTER TABLE families ADD COLUMN accepted TEXT;        -- said yes to, and not yet shown by the provider or the zone
  ALTER TABLE families ADD COLUMN accepted_at INTEGER;
  UPDATE families SET accepted = confirmed, accepted_at = confirmed_at
    WHERE confirmed IS NOT NULL
      AND (target LIKE '["dyndns2",%' OR target LIKE '["noip",%' OR target LIKE '["dynu",%' OR target LIKE '["custom",%')
      AND NOT (verified IS NOT NULL AND verified = confirmed AND verified_at >= confirmed_at);
  `,
]
