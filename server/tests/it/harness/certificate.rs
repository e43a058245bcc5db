//! A certificate of this machine, made for one test.

use std::fs;
use std::path::Path;
use std::process::Command;

/// What OpenSSL is asked for: signed by itself, for the names by which tests reach a server.
const REQUEST: &str = "[req]
prompt = no
distinguished_name = name
x509_extensions = extensions
[name]
CN = localhost
[extensions]
basicConstraints = critical, CA:FALSE
subjectAltName = DNS:localhost, IP:127.0.0.1
";

const CHAIN: &str = "chain.pem";
const KEY: &str = "key.pem";

/// Settings of a server that finds a certificate in its folder.
pub(crate) const TLS: [(&str, &str); 2] = [("ROLLCALL_TLS_CERT", CHAIN), ("ROLLCALL_TLS_KEY", KEY)];

/// A chain of one certificate and its key, both in PEM.
pub(crate) struct Certificate {
    pub(crate) chain: String,
    pub(crate) key: String,
}

impl Certificate {
    pub(crate) fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name);
        fs::write(path("request"), REQUEST).unwrap();
        let mut openssl = Command::new("openssl");
        let output = openssl
            .args(["req", "-x509", "-nodes", "-days", "2", "-config", "request"])
            .args(["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"])
            .args(["-out", CHAIN, "-keyout", KEY])
            .current_dir(folder.path())
            .output()
            .unwrap();
        assert!(output.status.success(), "{output:?}");
        let read = |name: &str| fs::read_to_string(path(name)).unwrap();
        Self {
            chain: read(CHAIN),
            key: read(KEY),
        }
    }

    /// Puts both where [`TLS`] says, in place of what is there.
    pub(crate) fn write(&self, folder: &Path) {
        fs::write(folder.join(CHAIN), &self.chain).unwrap();
        fs::write(folder.join(KEY), &self.key).unwrap();
    }
}
