//! A configuration from every kind of file, with the same number everywhere.

use crate::config::Config;
use crate::core::{ConfigHandle, Reader};
use crate::source::{Env, EnvSnapshot, MergeOrder, Places, SearchStrategy, Wildcard};
use crate::{SuperConfig, snapshot::Snapshot};
use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;
use tempfile::TempDir;

/// The number at the beginning.
pub(super) const FIRST: u32 = 1000;

/// All files, `@` being the number.
const FILES: [(&str, &str); 19] = [
    ("required.toml", "list = [0]\nsecret = 0\n[required]\nn = @"),
    ("optional.toml", "[optional]\nn = @"),
    ("plain.json", r#"{"plain": {"n": @}}"#),
    ("config.toml", "[profile]\nbase = @"),
    ("config.prod.toml", "[profile]\nown = @"),
    (".env", "DOTENV__N=@"),
    ("secret", "@\n"),
    ("conf.d/10.toml", "[glob]\na = @"),
    ("conf.d/.20", "[glob]\nb = @"),
    ("tree/one/two/x.toml", "[tree]\nn = @"),
    ("sized/a.toml", "[sized]\nwho = 'the larger one'\na = @"),
    ("sized/b.toml", "[sized]\nwho = 'small'\nb = @"),
    ("named/x.toml", "[named]\nn = @"),
    ("system/etc/shop/shop.toml", "[levels]\nstrongest = 'system'\nsystem = @"),
    ("home/.config/shop/shop.toml", "[levels]\nstrongest = 'user'\nuser = @"),
    ("home/work/shop.toml", "outside = @"),
    ("home/work/project/shop.toml", "list_add = [@]\n[levels]\nstrongest = 'project'\nproject = @"),
    ("home/work/project/sub/shop.toml", "[levels]\nstrongest = 'sub'\nsub = @"),
    ("home/work/project/sub/shop.local.toml", "[levels]\nstrongest = 'local'\nlocal = @"),
];

/// Links to some of them.
const LINKS: [(&str, &str); 2] =
    [("conf.d/20.toml", ".20"), ("home/work/project/sub/.shop.toml", "../shop.toml")];

/// The configuration where the number is everywhere the same.
pub(super) fn expected(number: u32) -> String {
    r#"{"list":[0,@],"secret":@,"required":{"n":@},"optional":{"n":@},"plain":{"n":@},"profile":{"base":@,"own":@},"dotenv":{"n":@},"glob":{"a":@,"b":@},"tree":{"n":@},"sized":{"who":"the larger one","b":@,"a":@},"named":{"n":@},"levels":{"strongest":"local","system":@,"user":@,"sub":@,"project":@,"local":@},"steady":{"n":7}}"#
        .replace('@', &number.to_string())
}

/// On one line, with its order.
pub(super) fn shown(config: &Config) -> String {
    serde_json::from_str::<serde_json::Value>(&config.as_json()).unwrap().to_string()
}

/// Everything stands below `now`, but for one file that never changes.
pub(super) struct Place {
    directory: TempDir,
}

impl Place {
    pub(super) fn new() -> Self {
        let place = Self { directory: tempfile::tempdir().unwrap() };
        fs::write(place.path("steady.toml"), "[steady]\nn = 7").unwrap();
        fill(&place.path("now"), FIRST);
        place
    }

    /// `now` is a link to one of two directories whose files have settled.
    pub(super) fn new_with_two_states() -> Self {
        let place = Self { directory: tempfile::tempdir().unwrap() };
        fs::write(place.path("steady.toml"), "[steady]\nn = 7").unwrap();
        fill(&place.path("0"), FIRST);
        fill(&place.path("1"), FIRST + 1);
        symlink("0", place.path("now")).unwrap();
        // Until then the times of files are not trusted.
        std::thread::sleep(Duration::from_millis(150));
        place
    }

    pub(super) fn path(&self, name: &str) -> PathBuf {
        self.directory.path().join(name)
    }

    pub(super) fn write(&self, number: u32) -> u32 {
        for (name, text) in FILES {
            fs::write(self.path("now").join(name), text.replace('@', &number.to_string())).unwrap();
        }
        number
    }

    pub(super) fn swap(&self, nth: u64) -> u32 {
        symlink((nth % 2).to_string(), self.path("next")).unwrap();
        fs::rename(self.path("next"), self.path("now")).unwrap();
        FIRST + (nth % 2) as u32
    }

    pub(super) fn builder(&self) -> SuperConfig {
        let now = self.path("now");
        let env = EnvSnapshot::from([("APP_SECRET_FILE", now.join("secret").to_str().unwrap())]);
        let places = Places::new(now.join("home/work/project/sub")).with_env(env);
        let places = places.with_home(now.join("home")).with_system_root(now.join("system"));
        let sized = Wildcard::new(now.join("sized/*.toml").to_str().unwrap());
        let named = now.join("named/x.toml");
        let named = SearchStrategy::custom(move || vec![named.clone()]);
        SuperConfig::new()
            .with_places(places)
            .with_required_file(now.join("required.toml"))
            .with_file(now.join("optional.toml"))
            .with_file(now.join("plain"))
            .with_profile_files(now.join("config"))
            .select("prod")
            .with_dotenv(now.join(".env"))
            .with_glob(now.join("conf.d/*.toml").to_str().unwrap())
            .with_glob(now.join("tree/**/x.toml").to_str().unwrap())
            .with_wildcard(sized.with_merge_order(MergeOrder::SizeAscending))
            .with_wildcard(Wildcard::new("*.toml").with_search_strategy(named))
            .with_hierarchical_config("shop")
            .with_file(self.path("steady.toml"))
            .merge(Env::prefixed("APP_").file_suffix())
    }
}

fn fill(directory: &Path, number: u32) {
    for (name, text) in FILES {
        let path = directory.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text.replace('@', &number.to_string())).unwrap();
    }
    for (name, target) in LINKS {
        symlink(target, directory.join(name)).unwrap();
    }
    fs::create_dir(directory.join("home/work/project/.git")).unwrap();
}

/// Handles of all kinds, and what they have to see.
pub(super) struct Readers {
    config: Config,
    all: ConfigHandle<serde_json::Value>,
    one: ConfigHandle<u32>,
    other: Reader<u32>,
}

impl Readers {
    pub(super) fn new(config: &Config) -> Self {
        let handle = |path: &str| config.handle::<u32>(path).unwrap();
        Self {
            config: config.clone(),
            all: config.handle("").unwrap(),
            one: handle("optional.n"),
            other: handle("levels.project").reader(),
        }
    }

    /// The number that is everywhere in one generation; panics if there are several, or anything is missing.
    #[track_caller]
    pub(super) fn whole(&self, snapshot: &Arc<Snapshot>, what: &str) -> u32 {
        let one = *snapshot.read_handle(&self.one).unwrap();
        let all = snapshot.read_handle(&self.all).unwrap();
        let wanted: serde_json::Value = serde_json::from_str(&expected(one)).unwrap();
        assert_eq!(*all, wanted, "{what}");
        one
    }

    /// Every reader sees this number and no other.
    #[track_caller]
    pub(super) fn see(&mut self, number: u32, what: &str) {
        assert_eq!(shown(&self.config), expected(number), "{what}");
        assert_eq!((*self.one.get().unwrap(), *self.other.get().unwrap()), (number, number), "{what}");
        assert_eq!(self.whole(&self.config.snapshot(), what), number, "{what}");
    }
}
