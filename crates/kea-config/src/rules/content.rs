//! Rules about keys, values and what they mean to one another.

config_text::rules! { CONTENT_RULES:
    UNKNOWN_KEY "kea-unknown-key" Load Error
        "A key that the server does not know in this place."
        "Kea refuses the whole file for one unknown keyword. Most are typing mistakes, keywords of another version, or keywords in the wrong map. Only hook parameters and user contexts may hold anything."
        "Correct the spelling, move it to the map it belongs to, or drop it for this version."

    GUARD_KEY "kea-guard-key" Load Error
        "`client-classes` on a network or pool before 2.7.5, or both spellings at once."
        "Up to 2.6 a network or pool is guarded by one class in `client-class`; the list `client-classes` is a syntax error there, and newer versions refuse both at once."
        "Use `client-class` where one class is enough: every version knows it."

    CONTROL_SOCKET_OLD "kea-control-socket-old" Load Error
        "`control-socket` where the version wants `control-sockets`."
        "The list `control-sockets` replaced it in 2.7.2; 3.0 and 3.2 still accept the old key, 3.3.1 refuses the file."
        "Write `control-sockets` with a list of one map."

    CONTROL_OPEN "kea-control-open" Load Error
        "A control socket over HTTP without authentication or TLS, or with its users in clear text."
        "Whoever reaches the port may change or stop the server. From 3.1.0 on the server refuses such a socket, and users or passwords written in the file itself, unless it is started with `-X`."
        "Give the socket `authentication` with `user-file` and `password-file`, or trust anchor, certificate and key."

    PASSWORD_PLAIN "kea-password-plain" Runtime Warning
        "A password that stands in the configuration itself."
        "Whoever reads the file, a backup of it, or the answer to `config-get` has the password. From 2.2 on it may lie in a file of its own that only the server can read."
        "Write the password into a file and name it in `basic-auth-password-file` (HA) or `password-file` (control socket)."

    PATH_OUTSIDE "kea-path-outside" Load Error
        "A hook library, lease file, control socket or log file outside the folder for it."
        "From 2.4.2, 2.6.3 and 2.7.9 on the server takes each kind of file from one folder only, that of its build or of an environment variable such as `KEA_HOOKS_PATH`, and refuses the file otherwise: some in its checker, the others when it starts. From 3.0 on `-X` switches that off."
        "Write the name without a folder: every such version finds it."

    TYPE "kea-type" Load Error
        "A value of the wrong type."
        "Kea's parser is strict: a number in quotes is no number, `1` is no boolean, and where a number with a fraction is wanted an integer will not do."
        "Write the value in the type that is asked for."

    VALUE "kea-value" Load Error
        "A value out of its range, or none of the words that are possible."
        "The server refuses the file."
        "Use a value of the range or list that is named."

    MISSING_KEY "kea-missing-key" Load Error
        "A mandatory member is missing."
        "The server cannot make sense of the map without it and refuses the file."
        "Add the member, or delete the whole map."

    EMPTY "kea-empty" Load Error
        "A map or list that must not be empty is."
        "Kea's grammar wants at least one entry in most places."
        "Leave the key out, or fill it."

    KEY_CONFLICT "kea-key-conflict" Load Error
        "Members that exclude one another stand together."
        "The server refuses to choose between two that mean the same or the opposite."
        "Keep the one that is meant."

    OPTION_UNKNOWN "kea-option-unknown" Load Error
        "An option that is not defined, or named wrongly."
        "Kea sends only what it has a definition for: a standard option, one of `option-def`, or, with a code and `csv-format` false, plain octets."
        "Correct the name, code or space, or define the option in `option-def`."

    OPTION_DATA "kea-option-data" Load Error
        "Option data that does not fit the option's definition."
        "The data is taken apart as the definition says, field by field; one field that does not fit makes the server refuse the file."
        "Write the data in the form of the option's type, its fields separated by commas."

    OPTION_DEF "kea-option-def" Load Error
        "An option definition that makes no sense."
        "Names, codes, types and record fields follow rules, and standard options cannot be defined again."
        "Correct the definition, or leave it out where Kea knows the option by itself."

    ADDRESS "kea-address" Load Error
        "Text that is not an address of the server's family."
        "Kea wants numeric addresses, IPv4 in `Dhcp4` and IPv6 in `Dhcp6`, and looks no names up."
        "Write a numeric address of the right family."

    NETWORK "kea-shared-network" Load Error
        "A shared network whose parts do not fit together."
        "A shared network is one wire: its name is unique, and its subnets agree on the interface, on `authoritative` and on `rapid-commit`."
        "Set these once, in the shared network itself."

    SUBNET "kea-subnet" Load Error
        "A subnet that is no network, or is there twice."
        "Every subnet needs a prefix of the server's family, and each prefix may be given once, shared networks included."
        "Write the network as `ADDRESS/LENGTH`, and each once."

    SUBNET_ID "kea-subnet-id" Load Error
        "A subnet id out of its range, or used twice."
        "Leases and lease updates name a subnet by its id, so ids are unique in a server, shared networks included, and the same on both servers of a pair."
        "Give every subnet an id of its own, and the partner's subnet the same."

    SUBNET_ID_MISSING "kea-subnet-id-missing" Load Error
        "A subnet without an id."
        "From 2.6 on Kea refuses it. Before, it is numbered by its place in the file: another order on the partner, or a subnet added in between, and lease updates meet the wrong subnet."
        "Write the `id` that the server uses now (`config-get` shows it), the same on both servers."

    POOL "kea-pool" Load Error
        "Text that is not a pool."
        "A pool is a range of addresses of the server's family or a prefix; from 2.3.4 on a prefix has to begin at its first address. A pool of prefixes cannot give out shorter ones than itself."
        "Write `FIRST - LAST` or `ADDRESS/LENGTH`."

    POOL_OUTSIDE "kea-pool-outside" Load Error
        "A pool of addresses outside its subnet."
        "The addresses could not be used on this wire, so the server refuses the file."
        "Correct the pool, or move it to the subnet it belongs to."

    POOL_OVERLAP "kea-pool-overlap" Load Error
        "Two pools of a subnet share addresses."
        "Each address can belong to one pool only; pools of prefixes count with the addresses they cover."
        "Make the pools meet without sharing an address."

    RESERVATION "kea-reservation" Load Error
        "A reservation that makes no sense."
        "It needs exactly one identifier of the client, and addresses of its subnet; up to 2.3.4 it also has to reserve something."
        "Correct the identifier or the address, or delete the reservation."

    RESERVATION_TWICE "kea-reservation-twice" Load Error
        "A client or an address is reserved twice in one subnet."
        "The server could not decide between them. Addresses may be shared only with `ip-reservations-unique` set to false."
        "Merge the two reservations, or give them different addresses."

    CLASS "kea-class" Load Error
        "A client class whose expression or name makes no sense."
        "Classes are evaluated from top to bottom: an expression may refer to classes above it and to the built-in ones only, and one that Kea does not understand makes it refuse the file."
        "Correct the expression, or move the class that it refers to above it."

    GUARD_NAKS "kea-guard-naks" Runtime Warning
        "A network or pool closed by a class that nobody is in."
        "No client ever gets an address from it, and a DHCPv4 client that rebinds there is told to give its address up, whatever `authoritative` says. Often the name of a class is mistyped; as a way to close a subnet it is a loud one."
        "Correct the name, give the class an expression, or take pools and reservations out of a subnet that is to be silent."

    MANAGED_ELSEWHERE "kea-managed-elsewhere" Runtime Note
        "Part of the configuration, or of the reservations, is kept in a database."
        "What lies there is not in the file: it is compared by commands to the server, and never copied from file to file."
        "Share or replicate the database between the two servers, or keep everything in the files."
}
