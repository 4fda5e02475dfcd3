//! Rules about what the HA library refuses.

config_text::rules! { LOAD:
    MISSING "kea-ha-missing" Load Error
        "A mandatory part of the HA configuration is missing."
        "The library refuses to load without its list of relationships, and without mode, own name and peers in each of them; every peer needs a name, a URL and a role. With the library the server refuses the whole configuration, and neither the grammar nor `config-test` notices."
        "Add the member that is named."

    TYPE "kea-ha-type" Load Error
        "A value in the HA configuration has the wrong type."
        "The library takes whole numbers, booleans and strings as such only: a number in quotes or with a fraction is refused, and a boolean is neither a number nor a word."
        "Write the value in the type that is asked for."

    VALUE "kea-ha-value" Load Error
        "A word or number that the HA library does not accept."
        "Modes, roles, states and pauses are a few fixed words in small letters, names must not be blank, and numbers are neither negative nor above their maximum."
        "Use one of the words, or a number of the range, that is named."

    TIMER_RANGE "kea-ha-timer-range" Load Error
        "An HA timer out of its range."
        "Up to 3.2 the heartbeat and the two delays are kept in 16 bits: more than 65535 ms is refused, although the default of `max-response-delay` is close to it. From 3.3.0 on the limit is 4294967295 ms."
        "Use at most 65535, or leave the timer out."

    TWICE "kea-ha-twice" Load Error
        "Two peers have one name, or a state is configured twice."
        "The library finds peers and states by their names and refuses a second one."
        "Give every peer a name of its own, and keep one entry for each state."

    CREDENTIALS "kea-ha-credentials" Load Error
        "The credentials of a peer cannot be used."
        "A user or password is given either in the file or by the name of a file, not both, and HTTP's basic authentication leaves no way to send a user with a colon in it."
        "Keep one of the two, and choose a user without a colon."

    SELF_UNKNOWN "kea-ha-self-unknown" Load Error
        "`this-server-name` is not the name of any peer."
        "The list of peers holds this server, too: its entry says where it listens and what its role is. The own name is trimmed before it is looked for, the names of the peers are not."
        "Write the name of this server's own entry in `peers`, without blanks around it."

    URL "kea-ha-url" Load Error
        "The URL of a peer makes no sense."
        "The library wants `http://` or `https://`, then a numeric address, IPv6 in brackets, and a port. It looks no names up, and refuses `https` where the peer has no certificates."
        "Write `http://ADDRESS:PORT/`."

    TLS_INCOMPLETE "kea-ha-tls-incomplete" Load Error
        "One or two of trust anchor, certificate and key are set for a peer."
        "TLS is on for a peer as soon as one of the three is set, by itself or by the relationship, and then all three are needed. An empty string in a peer's entry takes the relationship's value away."
        "Set all three in the relationship, or none; to switch TLS off for one peer, set all three to an empty string there."

    ROLES "kea-ha-roles" Load Error
        "The roles of the peers do not fit the mode."
        "Load balancing needs one primary and one secondary, hot standby one primary and one standby, passive backup one primary and neither of the others. Any number of peers may be `backup`."
        "Give the partner of the primary the role that the mode wants."

    MODE_ONLY "kea-ha-mode-only" Load Error
        "A parameter that the mode does not allow."
        "Waiting for backups before a client is answered exists in passive backup only, and a queue of delayed updates in load balancing only."
        "Leave the parameter out, or set it to what it is by default in this mode."

    SEVERAL "kea-ha-several" Load Error
        "Several relationships that cannot stand together."
        "Before 2.5.5 a server has one relationship. From then on it may have several, all of them hot standby, and no peer name may occur in two of them, not even the own one."
        "Use hot standby in all of them, and a name of its own for every peer of every relationship."
}
