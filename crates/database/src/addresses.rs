//! The addresses of the three roles, made from that of an administrator.

use tokio_postgres::Config;
use tokio_postgres::config::Host;

use crate::connect::with_causes;
use crate::error::DatabaseError;

/// What an address says besides the way to the server.
const REPLACED: [&str; 3] = ["user", "password", "dbname"];

/// The addresses of the three roles.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Addresses {
    /// `cadre_owner`: migrations.
    pub owner: String,
    /// `cadre_app`: requests.
    pub app: String,
    /// `cadre_system`: identity and jobs.
    pub system: String,
}

impl Addresses {
    /// Those on the server that an administrator's address leads to. Whatever it says of the way there
    /// holds for the roles too: an address without its `sslmode` would send passwords in the clear.
    pub(crate) fn beside(
        admin_url: &str,
        password: &str,
        database: &str,
    ) -> Result<Self, DatabaseError> {
        let config: Config = admin_url
            .parse()
            .map_err(|error: tokio_postgres::Error| DatabaseError::Address(with_causes(&error)))?;
        let hosts = config.get_hosts();
        if hosts.is_empty() || hosts.iter().any(|host| !matches!(host, Host::Tcp(_))) {
            return Err(DatabaseError::Address("name a host and port, not a socket".to_owned()));
        }
        let way = Way::of(admin_url)
            .ok_or_else(|| DatabaseError::Address("it begins with postgres://".to_owned()))?;
        let address = |role| way.address(role, password, database);
        Ok(Self {
            owner: address("cadre_owner"),
            app: address("cadre_app"),
            system: address("cadre_system"),
        })
    }
}

/// The way to a server, word by word as it was given.
struct Way<'a> {
    scheme: &'a str,
    hosts: &'a str,
    settings: Vec<&'a str>,
}

impl<'a> Way<'a> {
    /// Takes an address apart as the driver does: what stands before the first `@` is who asks.
    fn of(url: &'a str) -> Option<Self> {
        let (scheme, rest) = url.split_once("://")?;
        if !["postgres", "postgresql"].contains(&scheme) {
            return None;
        }
        let place = rest.split_once('@').map_or(rest, |(_, place)| place);
        let (place, settings) = place.split_once('?').unwrap_or((place, ""));
        let hosts = place.split_once('/').map_or(place, |(hosts, _)| hosts);
        let is_kept = |setting: &&str| {
            let name = setting.split('=').next().unwrap_or_default();
            !setting.is_empty() && !REPLACED.contains(&name)
        };
        Some(Self { scheme, hosts, settings: settings.split('&').filter(is_kept).collect() })
    }

    fn address(&self, role: &str, password: &str, database: &str) -> String {
        let Self { scheme, hosts, settings } = self;
        let settings = settings.join("&");
        let mark = if settings.is_empty() { "" } else { "?" };
        format!("{scheme}://{role}:{password}@{hosts}/{database}{mark}{settings}")
    }
}

#[cfg(test)]
mod tests {
    use tokio_postgres::config::SslMode;

    use super::*;

    fn app(admin_url: &str) -> String {
        let addresses = Addresses::beside(admin_url, "secret", "cadre").expect("addresses");
        assert_eq!(addresses.owner, addresses.app.replace("cadre_app", "cadre_owner"));
        assert_eq!(addresses.system, addresses.app.replace("cadre_app", "cadre_system"));
        addresses.app
    }

    #[test]
    fn role_password_and_database_are_replaced() {
        for admin in [
            "postgres://root:old@db.example:6432/postgres",
            "postgres://root@db.example:6432/postgres",
            "postgres://db.example:6432/postgres",
            "postgres://root:old@db.example:6432",
            "postgres://ro%40ot:o%2Fld@db.example:6432/",
            "postgres://root:a/b?c@db.example:6432/postgres",
            "postgres://db.example:6432?user=root&password=old&dbname=postgres",
        ] {
            let expected = "postgres://cadre_app:secret@db.example:6432/cadre";
            assert_eq!(app(admin), expected, "{admin}");
        }
    }

    #[test]
    fn every_other_setting_is_kept() {
        let admin = "postgresql://root@db.example/postgres?sslmode=require&user=x&connect_timeout=7\
                     &application_name=a%20b&target_session_attrs=read-write";
        let address = app(admin);
        assert_eq!(
            address,
            "postgresql://cadre_app:secret@db.example/cadre?sslmode=require&connect_timeout=7\
             &application_name=a%20b&target_session_attrs=read-write"
        );
        let config: Config = address.parse().expect("an address");
        assert_eq!(config.get_ssl_mode(), SslMode::Require);
        assert_eq!(config.get_user(), Some("cadre_app"));
        assert_eq!(config.get_dbname(), Some("cadre"));
        assert_eq!(config.get_application_name(), Some("a b"));
    }

    #[test]
    fn ipv6_and_several_hosts_are_kept() {
        for (admin, hosts) in [
            ("postgres://root@[::1]:5433/postgres", "[::1]:5433"),
            ("postgres://root@[2001:db8::7]/postgres?sslmode=require", "[2001:db8::7]"),
            (
                "postgres://root@one:5432,two:5433,[::1]:5434/postgres",
                "one:5432,two:5433,[::1]:5434",
            ),
        ] {
            let address = app(admin);
            assert!(address.starts_with(&format!("postgres://cadre_app:secret@{hosts}/cadre")));
            let (admin, ours): (Config, Config) =
                (admin.parse().expect("an address"), address.parse().expect("an address"));
            assert_eq!(ours.get_hosts(), admin.get_hosts());
            assert_eq!(ours.get_ports(), admin.get_ports());
            assert_eq!(ours.get_ssl_mode(), admin.get_ssl_mode());
        }
    }

    #[test]
    fn what_is_no_address_of_a_server_is_refused() {
        for admin in [
            "",
            "postgres://",
            "postgres:///postgres",
            "postgres://root@%2Frun%2Fpostgresql/postgres",
            "host=db.example user=root",
            "http://db.example",
            "postgres://root@db.example/postgres?sslmode=perhaps",
            "postgres://root@[::1/postgres",
        ] {
            let refused = Addresses::beside(admin, "secret", "cadre");
            assert!(matches!(refused, Err(DatabaseError::Address(_))), "{admin}: {refused:?}");
        }
    }
}
