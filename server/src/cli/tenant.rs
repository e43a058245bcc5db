//! `rollcall tenant`

use clap::ValueEnum;
use directory::Directory;
use directory::audit::Retention;
use directory::audit::mask;
use directory::audit::retention::RetentionChange;
use directory::tenants::{
    DeletedTenant, Deletion, GroupPatch, LongestToken, ScimSettings, SecondFactor, SettingsChange,
    Slug, Strictness, TenantSummary, Tenants, Way, WaysChange,
};

use super::failure::Failure;
use super::{database, sign_in, terminal};
use crate::config::Settings;

#[derive(clap::Subcommand)]
pub(super) enum Command {
    /// Create a tenant.
    Create {
        /// Its name in URLs: lower-case letters, digits and hyphens.
        slug: Slug,
        /// Its name for people.
        #[arg(long)]
        name: String,
    },
    /// List all tenants.
    List {
        /// Those that are gone and whose audit logs are still kept.
        #[arg(long)]
        deleted: bool,
    },
    /// Show one tenant.
    Show {
        /// Which one.
        slug: Slug,
    },
    /// Change how SCIM behaves in a tenant, and for how long its audit log is kept.
    #[command(group = clap::ArgGroup::new("setting").required(true).multiple(true))]
    Set {
        /// Which one.
        slug: Slug,
        #[command(flatten)]
        chosen: Box<Chosen>,
    },
    /// How members sign in through the tenant's OpenID Connect provider.
    #[command(subcommand)]
    SignIn(sign_in::Command),
    /// Suspend a tenant: its tokens are refused, its members read and change nothing.
    Suspend {
        /// Which one.
        slug: Slug,
        /// Why, in one line: its log tells it.
        #[arg(long, value_name = "LINE")]
        reason: Option<String>,
    },
    /// Let a tenant go on that was suspended.
    Resume {
        /// Which one.
        slug: Slug,
        /// Why, in one line: its log tells it.
        #[arg(long, value_name = "LINE")]
        reason: Option<String>,
    },
    /// Keep a tenant that its owners wanted deleted.
    Keep {
        /// Which one.
        slug: Slug,
    },
    /// Delete a tenant with its users, groups, tokens and members. Its audit log is kept.
    Delete {
        /// Which one.
        slug: Slug,
        /// Yes, really: it cannot be undone.
        #[arg(long, required = true)]
        yes: bool,
    },
}

/// What `tenant set` changes; what is not given stays.
#[derive(clap::Args)]
pub(super) struct Chosen {
    /// Requests that are not written as the RFCs ask: strict or forgiving.
    #[arg(long, group = "setting")]
    tolerance: Option<Strictness>,
    /// Users that a client deletes: remove, or hide and keep the id.
    #[arg(long, group = "setting")]
    delete: Option<Deletion>,
    /// Answer to a PATCH of a group: no-content or resource.
    #[arg(long, group = "setting")]
    group_patch: Option<GroupPatch>,
    /// Tokens that are the whole Authorization header, without the word Bearer.
    #[arg(long, group = "setting")]
    raw_token: Option<Switch>,
    /// HTTP Basic with a token as the password.
    #[arg(long, group = "setting")]
    basic: Option<Switch>,
    /// OAuth 2.0 client credentials, for clients of rollcall client.
    #[arg(long, group = "setting")]
    oauth: Option<Switch>,
    /// A second factor of those who sign in: optional, or required to be let in.
    #[arg(long, group = "setting")]
    second_factor: Option<SecondFactor>,
    /// Days that a token or an OAuth client lives at most; none for no limit.
    #[arg(long, group = "setting", value_name = "DAYS")]
    longest_token: Option<LongestToken>,
    /// Days that audit events are kept, and what users and groups were: 90 or more.
    #[arg(long, group = "setting", value_name = "DAYS")]
    event_days: Option<i64>,
    /// Days that the bodies of SCIM requests and answers are kept.
    #[arg(long, group = "setting", value_name = "DAYS")]
    body_days: Option<i64>,
    /// While it is on, nothing of the audit log is let go or erased.
    #[arg(long, group = "setting")]
    legal_hold: Option<Switch>,
    /// Attributes whose values are struck out of the audit log, such as phoneNumbers,addresses;
    /// an empty text for none.
    #[arg(long, group = "setting", value_name = "NAMES", value_parser = mask::parse)]
    mask: Option<Masked>,
}

impl Chosen {
    fn split(self) -> (SettingsChange, RetentionChange) {
        let settings = SettingsChange {
            tolerance: self.tolerance,
            delete: self.delete,
            group_patch: self.group_patch,
            ways: WaysChange::default()
                .with(Way::RawToken, self.raw_token.map(Switch::is_on))
                .with(Way::Basic, self.basic.map(Switch::is_on))
                .with(Way::Oauth, self.oauth.map(Switch::is_on)),
            second_factor: self.second_factor,
            longest_token: self.longest_token,
        };
        let retention = RetentionChange {
            event_days: self.event_days,
            body_days: self.body_days,
            legal_hold: self.legal_hold.map(Switch::is_on),
            masked: self.mask,
        };
        (settings, retention)
    }
}

pub(super) async fn run(settings: &Settings, command: Command) -> Result<(), Failure> {
    let directory = database::open_for_command(settings).await?;
    let tenants = directory.tenants();
    match command {
        Command::Create { slug, name } => {
            tenants.create(slug.as_str(), &name).await?;
            let base = directory.scim_base_url(slug.as_str());
            terminal::print(&format!("created {}, SCIM base URL {base}", slug.as_str()))?;
        }
        Command::List { deleted } => list(&tenants, deleted).await?,
        Command::Show { slug } => {
            let tenant = tenants
                .show(slug.as_str())
                .await
                .map_err(|error| named(error, &slug))?;
            let base = directory.scim_base_url(slug.as_str());
            terminal::print_all(lines(&tenant, &base))?;
        }
        Command::Set { slug, chosen } => {
            let (settings, retention) = chosen.split();
            set(&directory, &slug, settings, retention).await?;
        }
        Command::Keep { slug } => {
            let caller = directory.cli_caller(slug.as_str()).await;
            let caller = caller.map_err(|error| named(error, &slug))?;
            tenants.cancel_deletion(&caller).await?;
            terminal::print(&format!("kept {}", slug.as_str()))?;
        }
        Command::SignIn(command) => sign_in::run(settings, &directory, command).await?,
        Command::Suspend { slug, reason } => {
            let suspended = tenants.suspend(slug.as_str(), reason.as_deref()).await;
            suspended.map_err(|error| named(error, &slug))?;
            terminal::print(&format!("suspended {}", slug.as_str()))?;
        }
        Command::Resume { slug, reason } => {
            let resumed = tenants.resume(slug.as_str(), reason.as_deref()).await;
            resumed.map_err(|error| named(error, &slug))?;
            terminal::print(&format!("{} goes on", slug.as_str()))?;
        }
        Command::Delete { slug, yes: _ } => {
            tenants
                .delete(slug.as_str())
                .await
                .map_err(|error| named(error, &slug))?;
            terminal::print(&format!("deleted {}", slug.as_str()))?;
        }
    }
    Ok(())
}

async fn list(tenants: &Tenants<'_>, deleted: bool) -> Result<(), Failure> {
    if deleted {
        let rows: Vec<_> = tenants.deleted().await?.into_iter().map(gone).collect();
        let head = ["ID", "SLUG", "DELETED", "EVENTS KEPT", "LEGAL HOLD"];
        return Ok(terminal::print_all(terminal::table(head, &rows))?);
    }
    let rows: Vec<_> = tenants.list().await?.into_iter().map(row).collect();
    let head = [
        "SLUG", "NAME", "STATE", "USERS", "GROUPS", "TOKENS", "CREATED",
    ];
    Ok(terminal::print_all(terminal::table(head, &rows))?)
}

/// Names of attributes: an alias, so that clap takes them as one value.
type Masked = Vec<String>;

/// What is on or off.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Switch {
    On,
    Off,
}

impl Switch {
    pub(super) fn is_on(self) -> bool {
        self == Self::On
    }
}

/// Changes what is to be changed, and prints what holds of it then.
async fn set(
    directory: &Directory,
    slug: &Slug,
    change: SettingsChange,
    retention: RetentionChange,
) -> Result<(), Failure> {
    let caller = directory.log_caller(slug.as_str()).await;
    let caller = caller.map_err(|error| named(error, slug))?;
    if change != SettingsChange::default() {
        let settings = directory.tenants().set(&caller, change).await;
        let settings = settings.map_err(|error| named(error, slug))?;
        terminal::print_all(settings_lines(settings))?;
    }
    if retention != RetentionChange::default() {
        let masked = retention.masked.clone();
        let kept = directory.audit().keep_for(&caller, retention).await;
        let kept = kept.map_err(|error| named(error, slug))?;
        terminal::print_all(retention_lines(&kept))?;
        terminal::print_all(masked.map(|names| mask_line(&names)))?;
    }
    Ok(())
}

/// Says which tenant it is that does not exist.
pub(super) fn named(error: directory::Error, slug: &Slug) -> Failure {
    match error {
        directory::Error::NotFound => {
            Failure::refused(format!("there is no tenant {}", slug.as_str()))
        }
        other => other.into(),
    }
}

fn row(tenant: TenantSummary) -> [String; 7] {
    let state = match (tenant.suspended_at, tenant.deletion_due_at) {
        (Some(_), _) => "suspended",
        (None, Some(_)) => "to be deleted",
        (None, None) => "active",
    };
    [
        tenant.slug,
        tenant.name,
        state.to_owned(),
        tenant.users.to_string(),
        tenant.groups.to_string(),
        tenant.tokens.to_string(),
        tenant
            .created_at
            .format("%Y-%m-%d %H:%M:%S UTC")
            .to_string(),
    ]
}

fn lines(tenant: &TenantSummary, base: &str) -> Vec<String> {
    let mut lines = vec![
        format!("slug         {}", tenant.slug),
        format!("name         {}", tenant.name),
        format!(
            "created      {}",
            tenant.created_at.format("%Y-%m-%d %H:%M:%S UTC")
        ),
        format!("scim         {base}"),
        format!("users        {}", tenant.users),
        format!("groups       {}", tenant.groups),
        format!("tokens       {}", tenant.tokens),
    ];
    if let Some(due) = tenant.deletion_due_at {
        lines.push(format!(
            "to go        {}",
            due.format("%Y-%m-%d %H:%M:%S UTC")
        ));
    }
    if let Some(since) = tenant.suspended_at {
        lines.push(format!(
            "suspended    {}",
            since.format("%Y-%m-%d %H:%M:%S UTC")
        ));
    }
    lines.extend(settings_lines(tenant.settings));
    lines.extend(retention_lines(&tenant.retention));
    lines.push(mask_line(&tenant.masked));
    lines.extend(
        tenant
            .members
            .iter()
            .map(|(email, role)| format!("member       {email} ({role})")),
    );
    lines
}

fn gone(tenant: DeletedTenant) -> [String; 5] {
    let deleted_at = tenant.retention.tenant_deleted_at;
    let deleted_at = deleted_at.map(|at| at.format("%Y-%m-%d %H:%M:%S UTC").to_string());
    [
        tenant.id,
        tenant.slug,
        deleted_at.unwrap_or_default(),
        format!("{} days", tenant.retention.event_days),
        on_or_off(tenant.retention.legal_hold).to_owned(),
    ]
}

pub(super) fn on_or_off(is_on: bool) -> &'static str {
    if is_on { "on" } else { "off" }
}

fn mask_line(names: &[String]) -> String {
    format!("mask         {}", names.join(","))
}

fn retention_lines(retention: &Retention) -> Vec<String> {
    vec![
        format!("event-days   {}", retention.event_days),
        format!("body-days    {}", retention.body_days),
        format!("legal-hold   {}", on_or_off(retention.legal_hold)),
    ]
}

fn settings_lines(settings: ScimSettings) -> Vec<String> {
    let lines = settings.pairs().map(|(name, word)| {
        let flag = name.replace('_', "-");
        format!("{flag:<12} {word}")
    });
    lines.to_vec()
}
