import CPosix
import Glibc

/// The variables that let somebody who sets a process's environment steer the libraries beneath it: which code they
/// load, whom they trust, whom they talk to, which files they write.
///
/// All are removed before anything else happens, so before libcurl is loaded. Other programs that vault becomes or
/// starts get them back: there they are their user's business.
package enum SteeringVariables {
    package struct Group: Sendable {
        package let names: [StaticString]
        /// What they would do.
        let reason: StaticString
    }

    /// The one table. `LD_…` stands in it for completeness: the loader has read those before the first instruction of
    /// this process, and somebody who sets them runs code in it anyway (SECURITY.md).
    package static let groups = [
        Group(
            names: [
                "OPENSSL_CONF", "OPENSSL_CONF_INCLUDE", "OPENSSL_MODULES", "OPENSSL_ENGINES",
            ],
            reason: "OpenSSL loads providers and engines, which are code, from where they say"),
        Group(
            names: ["SSL_CERT_FILE", "SSL_CERT_DIR", "CURL_CA_BUNDLE", "CTLOG_FILE"],
            reason: "name other authorities to trust"),
        Group(
            names: ["SSLKEYLOGFILE", "QLOGDIR", "OSSL_QFILTER", "OPENSSL_TRACE"],
            reason: "write the keys or the course of a connection into a file"),
        Group(
            names: [
                "OPENSSL_ia32cap", "OPENSSL_armcap", "OPENSSL_ppccap", "OPENSSL_riscvcap",
                "OPENSSL_s390xcap", "OPENSSL_sparcv9cap", "OPENSSL_MALLOC_FAILURES",
                "OPENSSL_MALLOC_FD", "OPENSSL_MALLOC_SEED", "RANDFILE",
            ],
            reason: "choose slower or leakier ciphers, failing memory, a file of the generator's"),
        Group(
            names: [
                "http_proxy", "https_proxy", "HTTPS_PROXY", "HTTP_PROXY", "all_proxy", "ALL_PROXY",
                "no_proxy", "NO_PROXY", "socks_proxy", "SOCKS_PROXY",
            ],
            reason: "put somebody in between"),
        Group(
            names: ["NETRC", "CURL_HOME", "CURL_SSL_BACKEND", "CURL_ENTROPY", "CURL_FORCEHOST"],
            reason: "give libcurl other credentials, another TLS library, known random numbers"),
        Group(
            names: [
                "GNUTLS_SYSTEM_PRIORITY_FILE", "GNUTLS_SYSTEM_PRIORITY_FAIL_ON_INVALID",
                "GNUTLS_FORCE_FIPS_MODE", "GNUTLS_SKIP_FIPS_INTEGRITY_CHECKS",
                "GNUTLS_CPUID_OVERRIDE", "GNUTLS_DEBUG_LEVEL", "GNUTLS_NO_IMPLICIT_INIT",
                "P11_KIT_DEBUG", "P11_KIT_STRICT", "GCRYPT_BARRETT",
            ],
            reason: "do the same in GnuTLS, which libcurl brings along"),
        Group(
            names: [
                "KRB5_CONFIG", "KRB5_KDC_PROFILE", "KRB5_TRACE", "KRB5CCNAME", "KRB5_KTNAME",
                "KRB5_CLIENT_KTNAME", "KRB5RCACHEDIR", "GSS_MECH_CONFIG", "LDAPCONF", "LDAPRC",
                "LDAPNOINIT", "SASL_PATH", "SASL_CONF_PATH",
            ],
            reason: "load plug-ins into Kerberos and SASL, which libcurl brings along"),
        Group(
            names: [
                "RES_OPTIONS", "LOCALDOMAIN", "HOSTALIASES", "RESOLV_HOST_CONF", "RESOLV_MULTI",
                "RESOLV_REORDER", "RESOLV_ADD_TRIM_DOMAINS", "RESOLV_OVERRIDE_TRIM_DOMAINS",
                "RESOLV_SERV_ORDER", "RESOLV_SPOOF_CHECK",
            ],
            reason: "let a host's name mean another host"),
        Group(
            names: ["GCONV_PATH", "GETCONF_DIR"],
            reason: "glibc loads converters, which are code, from where they say"),
        Group(
            names: ["LOCPATH", "NLSPATH", "LANGUAGE", "TZDIR", "CHARSETALIASDIR"],
            reason: "name files of texts and times for glibc to read"),
        Group(
            names: [
                "MALLOC_ARENA_MAX", "MALLOC_ARENA_TEST", "MALLOC_CHECK_", "MALLOC_MMAP_MAX_",
                "MALLOC_MMAP_THRESHOLD_", "MALLOC_PERTURB_", "MALLOC_TOP_PAD_", "MALLOC_TRACE",
                "MALLOC_TRIM_THRESHOLD_", "GLIBC_TUNABLES", "LIBC_FATAL_STDERR_", "MEMUSAGE_OUTPUT",
            ],
            reason: "change how glibc keeps memory, and write down what it does with it"),
        Group(
            names: ["SQLITE_TMPDIR", "SQLITE_HISTORY", "TMPDIR"],
            reason:
                "name a place for files of SQLite's own, which a vault's connection makes none of"),
        Group(
            names: [
                "LD_PRELOAD", "LD_LIBRARY_PATH", "LD_AUDIT", "LD_DEBUG", "LD_DEBUG_OUTPUT",
                "LD_PROFILE", "LD_PROFILE_OUTPUT", "LD_BIND_NOW", "LD_BIND_NOT", "LD_ORIGIN_PATH",
                "LD_DYNAMIC_WEAK", "LD_HWCAP_MASK", "LD_SHOW_AUXV", "LD_USE_LOAD_BIAS",
                "LD_POINTER_GUARD", "LD_VERBOSE", "LD_WARN",
            ],
            reason: "load other libraries; the loader has read them by now"),
    ]

    /// Takes them out of this process's environment; the list that it was started with is kept aside.
    static func remove() {
        // Without memory for the list, a command that is started goes without them.
        _ = vault_keep_environment()
        for group in groups {
            for name in group.names {
                let name = unsafe UnsafeRawPointer(name.utf8Start).assumingMemoryBound(
                    to: CChar.self)
                // Most are not there, and a look costs less than a removal.
                if unsafe getenv(name) != nil { unsafe unsetenv(name) }
            }
        }
    }
}
