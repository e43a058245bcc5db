//! Sign-in through a tenant's own OpenID Connect provider.
//!
//! A provider is believed about its own tenant and nothing else. Whom it means is kept by tenant,
//! issuer and subject; the membership that it makes is one that no password opens and no other
//! tenant learns of; the session that it starts is [`Bound`] to the tenant. So a tenant whose
//! provider asserts somebody else's address has a stranger in its own console, and no more.
//!
//! The protocol is the server's: what gets here are [`Claims`] that were checked.

mod admit;
mod bound;
mod change;
mod connection;
mod refusal;
mod roles;

use chrono::{DateTime, Utc};
use secrecy::SecretString;
use store::{Tenant, TenantId, openid as records};

pub use self::admit::{Admission, Admitted, Claims};
pub use self::bound::Bound;
pub use self::change::ConnectionChange;
pub use self::connection::Connection;
pub use self::refusal::Refusal;
pub use self::roles::RoleRules;

use crate::{Caller, Directory, Error, Permission};

/// What the log calls whoever acts for the provider.
const PROVIDER: &str = "OpenID Connect provider";
/// What a client secret is encrypted for.
const SECRET: &[u8] = b"openid client secret";

/// The use cases on sign-in through OpenID Connect providers.
pub struct OpenId<'d>(pub(crate) &'d Directory);

/// A tenant's provider, which people sign in through.
#[derive(Clone, Debug)]
pub struct Provider {
    tenant: Tenant,
    connection: Connection,
    saved_at: DateTime<Utc>,
    client_secret: SecretString,
}

impl Provider {
    /// The tenant's id.
    pub fn tenant(&self) -> TenantId {
        self.tenant.id()
    }

    /// The tenant's slug.
    pub fn slug(&self) -> &str {
        self.tenant.slug()
    }

    /// How it is connected.
    pub fn connection(&self) -> &Connection {
        &self.connection
    }

    /// When the connection was saved last, by whichever process.
    pub fn saved_at(&self) -> DateTime<Utc> {
        self.saved_at
    }

    /// What this server shows the provider.
    pub fn client_secret(&self) -> &SecretString {
        &self.client_secret
    }
}

impl OpenId<'_> {
    /// The connection of the caller's tenant, on or off.
    pub async fn connection(&self, caller: &Caller) -> Result<Option<Connection>, Error> {
        caller.require(Permission::ReadMembers)?;
        let read = self.0.store().read(caller.tenant());
        let found = read.openid().get().await?;
        found
            .map(|record| Connection::of(caller.tenant(), record))
            .transpose()
    }

    /// The provider that a tenant is signed in through.
    ///
    /// # Errors
    /// [`Error::NotFound`] alike for a tenant that does not exist, is suspended, has no connection
    /// or has it switched off.
    pub async fn provider(&self, slug: &str) -> Result<Provider, Error> {
        let tenant = self.0.store().system().tenant_by_slug(slug).await?;
        let tenant = tenant.filter(|tenant| tenant.suspended_at().is_none());
        let tenant = tenant.ok_or(Error::NotFound)?;
        let record = self.0.store().read(&tenant).openid().get().await?;
        let record = record.filter(|record| record.enabled);
        let record = record.ok_or(Error::NotFound)?;
        Ok(Provider {
            client_secret: self.reveal_secret(&tenant, &record)?,
            saved_at: record.updated_at,
            connection: Connection::of(&tenant, record)?,
            tenant,
        })
    }

    fn reveal_secret(
        &self,
        tenant: &Tenant,
        record: &records::Record,
    ) -> Result<SecretString, Error> {
        let context = tenant.id().to_string();
        let key = self.0.secret_key();
        let plain = key.decrypt(SECRET, context.as_bytes(), &record.client_secret);
        let text = plain.and_then(|plain| String::from_utf8(plain).ok());
        text.map(SecretString::from)
            .ok_or_else(|| connection::inconsistent(tenant, "client_secret"))
    }
}

impl Directory {
    /// Encrypts what is handed to a browser and comes back, for one purpose.
    pub fn seal(&self, purpose: &str, plain: &[u8]) -> Result<Vec<u8>, Error> {
        self.secret_key().encrypt(purpose.as_bytes(), b"", plain)
    }

    /// Reads what [`Self::seal`] made; `None` for anything else.
    pub fn unseal(&self, purpose: &str, sealed: &[u8]) -> Option<Vec<u8>> {
        self.secret_key().decrypt(purpose.as_bytes(), b"", sealed)
    }
}
