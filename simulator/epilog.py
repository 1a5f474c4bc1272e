"""What `--help` says behind the options: faults, fates and commands in short."""

EPILOG = """\b
Faults (--fault "KIND [call=3.1] [times=N] [skip=N] [probability=P] ..."):
  drop                 the request is lost
  lost_answer          it is done, but the answer is lost
  delay seconds=S      the answer comes later
  late seconds=S       it is done only then, and answered
  repeat [copies=N]    the answer comes N times (2)
  echo                 the request itself comes back before the answer
  tear                 only the beginning of the answer comes
  garble               the answer comes in bytes that are no JSON
  omit [key=KEY]       the answer comes without this key, or without any
  null, blank [key=KEY]
                       the key's value is null, or ""; without a key, the body's
  odd FIELD=TEXT [rows=N]
                       in the list's first (Nth) row the field has this text, JSON or not;
                       latin1:TEXT goes out as Latin-1
  empty                a list has no rows and a total of 0, once
  total [add=N]        a list's total is N (1) too much
  keep [FIELD=VALUE]   another value is stored than was sent; nothing, where no field is named
  code [code=N]        the answer is this code (23), and nothing is done
  done [code=N]        the answer is this code, and all is done
  unlisted seconds=S   a new task (6.1) shows in the list only then
  silent [seconds=S]   nothing is heard or answered (without seconds: until cleared)
  restart [seconds=S]  the same, for 30 s when nothing is said

\b
Fates (--fate EUI=...): fragment:9, multicast:6, codes that no table has (fragment:99), or one of
  each table (fragment:12 multicast:8); behind it times=1 for once only.

\b
Control (--control-topic T; answers on T/answer), JSON objects such as:
  {"fault": "drop call=3.1 times=1"}   {"clear_faults": true}   {"silent": true}
  {"gateway": EUI, "fate": {"dev_eui": EUI, "code": "fragment:9", "times": 1}}
  {"books": true}   {"births": 10}   {"requests": 10}   {"internet": false}   {"cloud": true}
  {"no_fuota": 21}   {"reset_fuota": true}   {"factory_reset": true}
  {"speak": EUI}   {"press": {"dev_eui": EUI}}   {"fall_silent": EUI}
"""
