/**
 * What each role may do, with plain SQL, to a row about strangers: R read, I insert, U update, D delete, small letters for
 * what no policy refused but a constraint or trigger did; `-` nothing. A new table needs a line here, thought about:
 * run the test, read what it found, and ask of every letter whether it should be there.
 */
export const ROLES_TRIED = [
  'administrator',
  'manager',
  'sales',
  'lawyer',
  'analyst',
  'frontdesk',
  'cashier',
  'auditor',
  'steward',
  'agency',
  'operator',
  'blocked',
] as const

export const POWERS_OVER_STRANGERS: Readonly<Record<string, string>> = {
  //                     admin  manager sales  lawyer analys desk   cash  audit stew  agency oper  blocked
  'access.own_login':   '-      -       -      -      -      -      -     -     -     -      -     -',
  'access.role_right':  'R      R       R      R      R      R      R     R     R     R      R     R',
  'app.app_user':       'RIU    R       R      R      R      R      R     R     R     -      -     -',
  'app.company':        'RIU    R       R      R      R      R      R     R     R     -      -     -',
  'app.person':         'RU     RU      RU     RU     R      RU     -     R     -     -      -     -',
  'app.person_phone':   'RIUD   RIUD    RIUD   RIUD   R      RIUD   -     R     -     -      -     -',
  'app.person_secret':  '-      RiU     RiU    RiU    -      RiU    -     -     -     -      -     -',
  'app.role_limit':     'RIUD   R       -      -      -      -      -     R     -     -      -     -',
  'app.sensitive_read': 'R      -       -      -      -      -      -     R     -     -      -     -',
  'app.user_limit':     'RIUD   R       -      -      -      -      -     R     -     -      -     -',
  'app.user_role':      'RID    R       R      R      R      R      R     R     R     -      -     -',
  'audit.entry':        'R      -       -      -      -      -      -     R     -     -      -     -',
  'sync.change':        '-      -       -      -      -      -      -     -     -     -      -     -',
  'sync.command':       'R      -       -      -      -      -      -     R     -     -      -     -',
  'sync.counter':       '-      -       -      -      -      -      -     -     -     -      -     -',
  'sync.job':           '-      -       -      -      -      -      -     -     -     -      -     -',
  'sync.meta':          '-      -       -      -      -      -      -     -     -     -      -     -',
  'sync.migration':     '-      -       -      -      -      -      -     -     -     -      -     -',
  'sync.replicated':    'R      R       R      R      R      R      R     R     R     R      R     R',
  'sync.transition':    'R      R       R      R      R      R      R     R     R     R      R     R',
}

/** Columns that nobody writes in place, of tables that can be updated at all. */
export const NEVER_UPDATED: Readonly<Record<string, readonly string[]>> = {
  'app.app_user': ['blocked_at', 'blocked_reason', 'created_at', 'epoch', 'id', 'login'],
  'app.company': ['created_at', 'id', 'kind'],
  'app.person': ['company_id', 'created_at', 'created_by_id', 'id'],
  'app.person_phone': ['id', 'person_id'],
  'app.person_secret': ['id'],
}

/** Functions that anybody with a login may call; each judges its caller itself or tells nothing that is not theirs. */
export const OPEN_FUNCTIONS: readonly string[] = [
  'access.block_user(uuid,text)',
  'access.check_verifier(text)',
  'access.company()',
  'access.create_login(text,text)',
  'access.is_staff()',
  'access.limit_of(text)',
  'access.login()',
  'access.may(text)',
  'access.may_administer(uuid)',
  'access.may_administer_user(uuid)',
  'access.me()',
  'access.resync_user(uuid)',
  'access.role_fits(text,uuid)',
  'access.set_password(text,text)',
  'access.unblock_user(uuid,text)',
  'access.within_limit(text,bigint)',
  'audit.mask(jsonb,jsonb)',
  'sync.actor()',
  'sync.finish_job(text,text)',
  'sync.hello()',
  'sync.identity()',
  'sync.next_job_at()',
  'sync.next_number(text)',
  'sync.pull(text,uuid[])',
  'sync.schedule(text,timestamp with time zone,text,jsonb)',
  'sync.take_job()',
  'sync.unschedule(text)',
  'sync.user_epoch()',
]
