//! Against the real PostgreSQL of this machine. Run as root they also prove the change of user.

use std::fs;
use std::io::{BufRead, BufReader};
use std::net::TcpStream;
use std::os::unix::fs::{DirBuilderExt, MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use super::account::Account;
use super::{EmbeddedError, EmbeddedOptions, EmbeddedPostgres};

const CHILD: &str = "CADRE_EMBEDDED_TEST_CHILD";

/// A folder of one test, removed with it.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("cadre-test-{}-{name}", std::process::id()));
        fs::DirBuilder::new().mode(0o755).create(&path).unwrap();
        Self(path)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn port(url: &str) -> u16 {
    let (_, rest) = url.split_once("127.0.0.1:").unwrap();
    rest.split_once('/').unwrap().0.parse().unwrap()
}

fn answers(url: &str) -> bool {
    TcpStream::connect(("127.0.0.1", port(url))).is_ok()
}

fn psql(server: &EmbeddedPostgres, url: &str, statement: &str) -> Result<String, String> {
    let program = server.cluster.client("psql");
    let output = Command::new(program)
        .args(["--no-psqlrc", "--no-password", "--tuples-only", "--no-align"])
        .args(["--command", statement, url])
        .output()
        .unwrap();
    if output.status.success() {
        Ok(String::from_utf8(output.stdout).unwrap().trim().to_owned())
    } else {
        Err(String::from_utf8_lossy(&output.stderr).into_owned())
    }
}

fn query(server: &EmbeddedPostgres, statement: &str) -> String {
    psql(server, server.superuser_url(), statement).unwrap()
}

fn server_pid(folder: &Path) -> String {
    let text = fs::read_to_string(folder.join("data/postmaster.pid")).unwrap();
    text.lines().next().unwrap().to_owned()
}

/// The group of processes that a signal from the terminal would reach.
fn process_group(pid: &str) -> String {
    if let Ok(stat) = fs::read_to_string(format!("/proc/{pid}/stat")) {
        // number (name) state parent group …
        let (_, fields) = stat.rsplit_once(") ").unwrap();
        return fields.split(' ').nth(2).unwrap().to_owned();
    }
    let output = Command::new("ps").args(["-o", "pgid=", "-p", pid]).output();
    let output = String::from_utf8(output.unwrap().stdout).unwrap();
    output.trim().to_owned()
}

fn kill(pid: &str) {
    let status =
        Command::new("sh").args(["-c", "kill -s KILL \"$1\"", "sh", pid]).status().unwrap();
    assert!(status.success());
}

fn eventually(what: &str, mut condition: impl FnMut() -> bool) {
    let begun = Instant::now();
    while !condition() {
        assert!(begun.elapsed() < Duration::from_secs(20), "never: {what}");
        std::thread::sleep(Duration::from_millis(20));
    }
}

#[test]
fn throwaway_server_answers_and_leaves_nothing() {
    let parent = Folder::new("throwaway");
    let options = EmbeddedOptions { folder: parent.0.clone(), ..EmbeddedOptions::throwaway() };
    let mut server = EmbeddedPostgres::start(&options).unwrap();
    let url = server.superuser_url().to_owned();
    assert!(answers(&url));
    let settings = "SELECT current_setting('fsync') || current_setting('max_connections') \
                    || current_setting('listen_addresses') || lower('ÅSA')";
    assert_eq!(query(&server, settings), "off300127.0.0.1åsa");

    let folder = server.folder().to_owned();
    assert_eq!(folder.metadata().unwrap().permissions().mode() & 0o77, 0);
    server.stop();
    assert!(!answers(&url));
    assert!(!folder.exists());
    server.stop();
}

#[test]
fn server_has_a_process_group_of_its_own_so_ctrl_c_reaches_cadre_alone() {
    let server = EmbeddedPostgres::start(&EmbeddedOptions::throwaway()).unwrap();
    let pid = server_pid(server.folder());
    assert_eq!(process_group(&pid), pid);
    assert_ne!(process_group(&pid), process_group(&std::process::id().to_string()));
}

#[test]
fn durable_server_keeps_its_data_from_one_start_to_the_next() {
    let parent = Folder::new("durable");
    let options = EmbeddedOptions::durable(parent.0.join("below/postgres"));
    let mut server = EmbeddedPostgres::start(&options).unwrap();
    query(&server, "CREATE TABLE kept AS SELECT 42 AS answer");
    assert_eq!(query(&server, "SHOW fsync"), "on");
    server.stop();

    let server = EmbeddedPostgres::start(&options).unwrap();
    assert_eq!(query(&server, "SELECT answer FROM kept"), "42");
}

#[test]
fn durable_server_wants_its_password_and_one_process_at_a_time() {
    let parent = Folder::new("password");
    let options = EmbeddedOptions::durable(parent.0.join("postgres"));
    let server = EmbeddedPostgres::start(&options).unwrap();
    let mode = fs::metadata(server.folder().join("password")).unwrap().mode();
    assert_eq!(mode & 0o777, 0o600);

    let without =
        format!("postgres://cadre_super@127.0.0.1:{}/postgres", port(server.superuser_url()));
    let error = psql(&server, &without, "SELECT 1").unwrap_err();
    assert!(error.contains("password"), "{error}");

    let second = EmbeddedPostgres::start(&options).unwrap_err();
    assert!(matches!(second, EmbeddedError::InUse { .. }), "{second}");
    assert!(answers(server.superuser_url()));
}

#[test]
fn server_that_an_earlier_process_left_is_replaced() {
    let parent = Folder::new("leftover");
    let options = EmbeddedOptions::durable(parent.0.join("postgres"));
    let mut first = EmbeddedPostgres::start(&options).unwrap();
    query(&first, "CREATE TABLE kept AS SELECT 42 AS answer");
    let url = first.superuser_url().to_owned();
    // As if Cadre and its watchdog had been killed together: nobody stops the server.
    kill(&first.watchdog.take().unwrap().0.id().to_string());
    first.home.close();
    assert!(answers(&url));

    let second = EmbeddedPostgres::start(&options).unwrap();
    assert!(!answers(&url));
    assert_eq!(query(&second, "SELECT answer FROM kept"), "42");
}

#[test]
fn killed_server_and_a_reused_process_id_do_not_stop_the_next_start() {
    let parent = Folder::new("stale");
    let options = EmbeddedOptions::durable(parent.0.join("postgres"));
    let mut server = EmbeddedPostgres::start(&options).unwrap();
    query(&server, "CREATE TABLE kept AS SELECT 42 AS answer");
    let pid_file = server.folder().join("data/postmaster.pid");
    let recorded = fs::read_to_string(&pid_file).unwrap();
    let pid = server_pid(server.folder());
    kill(&pid);
    let url = server.superuser_url().to_owned();
    eventually("the killed server is silent", || !answers(&url));
    server.stop();
    // Now a live process, this one, bears the number that the server had.
    let rest = recorded.strip_prefix(&pid).unwrap();
    fs::write(&pid_file, format!("{}{rest}", std::process::id())).unwrap();

    let server = EmbeddedPostgres::start(&options).unwrap();
    assert_eq!(query(&server, "SELECT answer FROM kept"), "42");
}

/// The test runs itself a second time; that process starts a server and is killed.
#[test]
fn server_dies_with_a_process_that_is_killed() {
    if let Some(parent) = std::env::var_os(CHILD) {
        let options = EmbeddedOptions { folder: parent.into(), ..EmbeddedOptions::throwaway() };
        let server = EmbeddedPostgres::start(&options).unwrap();
        println!("started {}", server.superuser_url());
        std::thread::sleep(Duration::from_secs(60));
        return;
    }
    let parent = Folder::new("killed");
    let (_, path) = module_path!().split_once("::").unwrap();
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "--nocapture"])
        .arg(format!("{path}::server_dies_with_a_process_that_is_killed"))
        .env(CHILD, &parent.0)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let url = lines
        .map_while(Result::ok)
        .find_map(|line| line.split_once("started ").map(|(_, url)| url.to_owned()))
        .expect("the child starts a server");
    assert!(answers(&url));

    child.kill().unwrap();
    child.wait().unwrap();
    eventually("the server is gone", || !answers(&url));
    eventually("its files are gone", || fs::read_dir(&parent.0).unwrap().next().is_none());
}

#[test]
fn started_as_root_the_server_runs_as_another_and_below_a_folder_it_can_enter() {
    if Account::choose().unwrap() == Account::Ourselves {
        return;
    }
    let closed = Folder::new("closed");
    fs::set_permissions(&closed.0, fs::Permissions::from_mode(0o700)).unwrap();
    let wanted = closed.0.join("postgres");
    let options = EmbeddedOptions::durable(&wanted);
    let mut server = EmbeddedPostgres::start(&options).unwrap();
    let used = Folder(server.folder().to_owned());
    assert!(used.0.starts_with("/var/lib"), "{}", used.0.display());
    assert_ne!(used.0.join("data").metadata().unwrap().uid(), 0);
    let note = fs::read_to_string(wanted.join("moved.txt")).unwrap();
    assert!(note.contains(&*used.0.to_string_lossy()), "{note}");

    query(&server, "CREATE TABLE kept AS SELECT 42 AS answer");
    server.stop();
    let server = EmbeddedPostgres::start(&options).unwrap();
    assert_eq!(query(&server, "SELECT answer FROM kept"), "42");

    let options = EmbeddedOptions { folder: closed.0.clone(), ..EmbeddedOptions::throwaway() };
    let throwaway = EmbeddedPostgres::start(&options).unwrap();
    assert!(!throwaway.folder().starts_with(&closed.0));
    assert_eq!(query(&throwaway, "SHOW fsync"), "off");
}
