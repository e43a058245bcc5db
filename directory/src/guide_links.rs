//! Links to the guide of an identity provider: for whoever runs it, and is no member here.
//!
//! Whoever holds the code of such a link sees the guide of one provider in one tenant, what has come
//! from that provider, and issues tokens for it. They see nothing else, and are told no secret that
//! they did not make.

use chrono::{DateTime, TimeDelta, Utc};
use scim::Change;
use secrecy::SecretString;
use store::guide_links::Record;
use store::{GuideLinkId, Tenant, TenantTx, TokenId, UseCase, tokens as stored};

use crate::audit::{Draft, Operation, Subject};
use crate::caller::{Authority, standstill};
use crate::directory::reveal;
use crate::representation::timestamp;
use crate::tenants::LongestToken;
use crate::tokens::issue::Issue;
use crate::tokens::secret::{Secret, code_hash, one_time_code};
use crate::tokens::{DEFAULT_LIFETIME, Expiry, Issued, NewToken, Token};
use crate::{Actor, ActorKind, Caller, Directory, Error, Permission, Request, Scope};

/// The longest life of a link.
pub const MAX_LIFETIME: TimeDelta = TimeDelta::days(30);
/// Tokens that are issued by one link: a secret that was lost is made anew, and not for ever.
pub const MOST_TOKENS: u32 = 5;
/// Open links of one tenant.
const MOST_OPEN: usize = 50;

/// A link that can be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GuideLink {
    /// Its id.
    pub id: GuideLinkId,
    /// The word of the identity provider whose guide it opens.
    pub provider: String,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it ends.
    pub expires_at: DateTime<Utc>,
    /// Who made it, as people call them.
    pub created_by: String,
    /// How many tokens were issued by it, [`MOST_TOKENS`] at most.
    pub tokens_issued: u32,
}

impl From<Record> for GuideLink {
    fn from(record: Record) -> Self {
        Self {
            id: record.id,
            provider: record.provider,
            created_at: record.created_at,
            expires_at: record.expires_at,
            created_by: record.created_by,
            tokens_issued: record.tokens_issued.unsigned_abs(),
        }
    }
}

/// Whoever holds the code of a link that can be used.
#[derive(Clone, Debug)]
pub struct Guest {
    /// The link.
    pub link: GuideLink,
    /// Reads tokens and the log for the guide; see [`Caller::may`].
    pub caller: Caller,
}

/// The use cases on links to a guide.
pub struct GuideLinks<'d>(pub(crate) &'d Directory);

impl GuideLinks<'_> {
    /// Makes a link; its code is in the answer and nowhere else. `id` is chosen beforehand by a form,
    /// so that sending it twice makes one link.
    ///
    /// # Errors
    /// [`Error::Invalid`] at `lifetime` for one that is too long, and when too many links are open;
    /// [`Error::Conflict`] when the link of this id was made before.
    pub async fn make(
        &self,
        caller: &Caller,
        id: GuideLinkId,
        provider: &str,
        lifetime: TimeDelta,
    ) -> Result<SecretString, Error> {
        caller.require(Permission::ManageTokens)?;
        if lifetime <= TimeDelta::zero() || lifetime > MAX_LIFETIME {
            return Err(Error::invalid("lifetime", "Choose 30 days at most."));
        }
        let now = self.0.now();
        let code = one_time_code();
        let make = Make {
            directory: self.0.clone(),
            caller: caller.clone(),
            code_hash: code_hash(&code),
            record: Record {
                id,
                provider: provider.to_owned(),
                created_at: now,
                expires_at: now + lifetime,
                created_by: caller.actor().name(),
                tokens_issued: 0,
            },
        };
        self.0.write(caller, make).await?;
        Ok(SecretString::from(code))
    }

    /// The links to the guide of a provider that can be used, the newest first.
    ///
    /// # Errors
    /// Whoever may not see tokens is refused.
    pub async fn list(&self, caller: &Caller, provider: &str) -> Result<Vec<GuideLink>, Error> {
        caller.require(Permission::ReadTokens)?;
        let read = self.0.store().read(caller.tenant());
        let open = read.guide_links().open(self.0.now()).await?;
        let open = open.into_iter().filter(|link| link.provider == provider);
        Ok(open.map(GuideLink::from).collect())
    }

    /// Takes a link back, and answers with the provider that it was for. What was issued by it stays.
    ///
    /// # Errors
    /// [`Error::NotFound`] for a link that has ended or is none.
    pub async fn withdraw(&self, caller: &Caller, id: &str) -> Result<String, Error> {
        caller.require(Permission::ManageTokens)?;
        let withdraw = Withdraw {
            directory: self.0.clone(),
            caller: caller.clone(),
            id: GuideLinkId::parse(id).ok_or(Error::NotFound)?,
        };
        self.0.write(caller, withdraw).await
    }

    /// Lets the holder of a code in to the guide.
    ///
    /// # Errors
    /// [`Error::NotFound`] for a code that was withdrawn, has ended or was never given.
    pub async fn open(&self, code: &SecretString, request: &Request) -> Result<Guest, Error> {
        let hash = code_hash(reveal(code));
        let found = self.0.store().system().guide_link(&hash).await?;
        let (tenant, record) = found.ok_or(Error::NotFound)?;
        if record.expires_at <= self.0.now() {
            return Err(Error::NotFound);
        }
        Ok(Guest {
            caller: holder(tenant, &record, request.clone()),
            link: record.into(),
        })
    }

    /// Issues a token for the provider of the link: to read and write, for a year or for as long as
    /// tokens of the tenant live.
    ///
    /// # Errors
    /// [`Error::Conflict`] when the token of this id was issued before; [`Error::Invalid`] when the
    /// link has issued as many as it may; [`Error::NotFound`] when it was withdrawn meanwhile;
    /// [`Error::Suspended`] and [`Error::ToBeDeleted`] in a tenant that stands still.
    pub async fn issue(&self, guest: &Guest, id: TokenId) -> Result<Issued, Error> {
        if let Some(refusal) = standstill(guest.caller.tenant()) {
            return Err(refusal);
        }
        let caller = &guest.caller;
        let provider = &guest.link.provider;
        let longest = LongestToken::of(caller.tenant())?;
        let wanted = NewToken {
            id: Some(id),
            name: self.0.tokens().free_name(caller, provider).await?,
            scope: Scope::Write,
            only: None,
            expires: longest.shorten(Expiry::After(DEFAULT_LIFETIME)),
            allow: Vec::new(),
            idp: Some(provider.clone()),
        };
        let secret = Secret::generate();
        let issue = IssueByLink {
            link: guest.link.id,
            issue: Issue::new(self.0.clone(), caller.clone(), wanted, &secret),
            now: self.0.now(),
        };
        let record = self.0.write(caller, issue).await?;
        Ok(Issued {
            token: Token::from_record(record)?,
            secret: secret.reveal(),
        })
    }
}

fn holder(tenant: Tenant, record: &Record, request: Request) -> Caller {
    let actor = Actor {
        kind: ActorKind::Setup,
        id: Some(record.id.to_string()),
        label: Some(format!("guide link of {}", record.created_by)),
        token_prefix: None,
    };
    Caller::new(tenant, actor, Authority::GuideLink, request)
}

struct Make {
    directory: Directory,
    caller: Caller,
    record: Record,
    code_hash: String,
}

impl UseCase for Make {
    type Output = ();
    type Error = Error;

    async fn run(&self, tx: &TenantTx) -> Result<(), Error> {
        let links = tx.guide_links();
        links.forget(self.record.created_at).await?;
        if links.get(self.record.id).await?.is_some() {
            return Err(Error::Conflict {
                attribute: "id",
                detail: "This link was made already, and has been shown once.".to_owned(),
            });
        }
        if links.open(self.record.created_at).await?.len() >= MOST_OPEN {
            let message = format!("There are {MOST_OPEN} open links: withdraw one first.");
            return Err(Error::invalid("lifetime", message));
        }
        links.insert(&self.record, &self.code_hash).await?;
        let draft = Draft::new(Operation::GuideLinkCreate)
            .subject(subject(&self.record))
            .changes(vec![
                Change::added("provider", self.record.provider.as_str()),
                Change::added("expires_at", timestamp(self.record.expires_at)),
            ]);
        let event = draft.finish(&self.caller, self.directory.clockwork());
        tx.audit().insert(&event).await?;
        Ok(())
    }
}

struct Withdraw {
    directory: Directory,
    caller: Caller,
    id: GuideLinkId,
}

impl UseCase for Withdraw {
    /// The provider that it was for.
    type Output = String;
    type Error = Error;

    async fn run(&self, tx: &TenantTx) -> Result<String, Error> {
        let found = tx.guide_links().get(self.id).await?;
        let record = found.ok_or(Error::NotFound)?;
        if !tx.guide_links().withdraw(self.id).await? {
            return Err(Error::NotFound);
        }
        let draft = Draft::new(Operation::GuideLinkWithdraw)
            .subject(subject(&record))
            .changes(vec![Change::removed("provider", record.provider.as_str())]);
        let event = draft.finish(&self.caller, self.directory.clockwork());
        tx.audit().insert(&event).await?;
        Ok(record.provider)
    }
}

fn subject(record: &Record) -> Subject {
    Subject::new("GuideLink", record.id, None, &*record.provider)
}

struct IssueByLink {
    link: GuideLinkId,
    issue: Issue,
    now: DateTime<Utc>,
}

impl UseCase for IssueByLink {
    type Output = stored::Record;
    type Error = Error;

    async fn run(&self, tx: &TenantTx) -> Result<stored::Record, Error> {
        let links = tx.guide_links();
        let found = links.get(self.link).await?;
        let link = found.filter(|link| link.expires_at > self.now);
        let link = link.ok_or(Error::NotFound)?;
        if link.tokens_issued.unsigned_abs() >= MOST_TOKENS {
            let message = "This link has issued as many tokens as it may: ask for another one.";
            return Err(Error::invalid("name", message));
        }
        let record = self.issue.run(tx).await?;
        if !links.count_token(self.link, link.tokens_issued).await? {
            return Err(Error::NotFound);
        }
        Ok(record)
    }
}
