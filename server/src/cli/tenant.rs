//! `rollcall tenant`

use directory::tenants::{
    Deletion, GroupPatch, ScimSettings, SettingsChange, Slug, Strictness, TenantSummary,
};

use super::failure::Failure;
use super::{database, terminal};
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
    List,
    /// Show one tenant.
    Show {
        /// Which one.
        slug: Slug,
    },
    /// Change how SCIM behaves in a tenant, from its next request on.
    #[command(group = clap::ArgGroup::new("setting").required(true).multiple(true))]
    Set {
        /// Which one.
        slug: Slug,
        /// Requests that are not written as the RFCs ask: strict or forgiving.
        #[arg(long, group = "setting")]
        tolerance: Option<Strictness>,
        /// Users that a client deletes: remove, or hide and keep the id.
        #[arg(long, group = "setting")]
        delete: Option<Deletion>,
        /// Answer to a PATCH of a group: no-content or resource.
        #[arg(long, group = "setting")]
        group_patch: Option<GroupPatch>,
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

pub(super) async fn run(settings: &Settings, command: Command) -> Result<(), Failure> {
    let directory = database::open_for_command(settings).await?;
    let tenants = directory.tenants();
    match command {
        Command::Create { slug, name } => {
            tenants.create(slug.as_str(), &name).await?;
            let base = directory.scim_base_url(slug.as_str());
            terminal::print(&format!("created {}, SCIM base URL {base}", slug.as_str()))?;
        }
        Command::List => {
            let rows: Vec<_> = tenants.list().await?.into_iter().map(row).collect();
            let head = ["SLUG", "NAME", "USERS", "GROUPS", "TOKENS", "CREATED"];
            terminal::print_all(terminal::table(head, &rows))?;
        }
        Command::Show { slug } => {
            let tenant = tenants
                .show(slug.as_str())
                .await
                .map_err(|error| named(error, &slug))?;
            let base = directory.scim_base_url(slug.as_str());
            terminal::print_all(lines(&tenant, &base))?;
        }
        Command::Set {
            slug,
            tolerance,
            delete,
            group_patch,
        } => {
            let change = SettingsChange {
                tolerance,
                delete,
                group_patch,
            };
            let caller = directory.cli_caller(slug.as_str()).await;
            let caller = caller.map_err(|error| named(error, &slug))?;
            let settings = tenants.set(&caller, change).await?;
            terminal::print_all(settings_lines(settings))?;
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

/// Says which tenant it is that does not exist.
pub(super) fn named(error: directory::Error, slug: &Slug) -> Failure {
    match error {
        directory::Error::NotFound => {
            Failure::refused(format!("there is no tenant {}", slug.as_str()))
        }
        other => other.into(),
    }
}

fn row(tenant: TenantSummary) -> [String; 6] {
    [
        tenant.slug,
        tenant.name,
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
    lines.extend(settings_lines(tenant.settings));
    lines.extend(
        tenant
            .members
            .iter()
            .map(|(email, role)| format!("member       {email} ({role})")),
    );
    lines
}

fn settings_lines(settings: ScimSettings) -> Vec<String> {
    let lines = settings.pairs().map(|(name, word)| {
        let flag = name.replace('_', "-");
        format!("{flag:<12} {word}")
    });
    lines.to_vec()
}
