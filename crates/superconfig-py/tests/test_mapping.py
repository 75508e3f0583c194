"""A configuration as a mapping, and the tables and arrays in it."""

from __future__ import annotations

import copy
import gc
import json
import pickle
import sys
import weakref
from collections.abc import Callable, Mapping
from typing import Any

import pytest
from superconfig import Array, Config, KeyNotFoundError, Section, load

VALUES: dict[str, Any] = {
    "server": {"host": "h", "ports": [80, 443], "tls": {"on": True}},
    "name": "n",
    "nothing": None,
    "list": [{"a": 1}, [2, 3]],
}


def of(values: object) -> Config:
    return load(defaults=values, env={})


@pytest.fixture
def config() -> Config:
    return of(VALUES)


def test_it_is_a_mapping(config: Config) -> None:
    assert isinstance(config, Mapping)
    assert issubclass(Config, Mapping)
    assert len(config) == 4
    assert list(config) == list(config.keys()) == ["server", "name", "nothing", "list"]
    assert list(config.values()) == list(VALUES.values())
    assert list(config.items()) == list(VALUES.items())
    assert not of({})


def test_it_equals_what_has_the_same_values(config: Config) -> None:
    assert config == VALUES
    assert VALUES == config  # noqa: SIM300
    assert config == of(VALUES)
    assert config.section("server") == VALUES["server"]
    assert config != {**VALUES, "name": "m"}
    assert config != 1
    with pytest.raises(TypeError, match="unhashable"):
        hash(config)


@pytest.mark.parametrize("path", ["server.tls.on", "server.ports[1]", "list[1][0]", '"server"."host"'])
def test_ways_to_a_value(config: Config, path: str) -> None:
    expected = {"server.tls.on": True, "server.ports[1]": 443, "list[1][0]": 2}.get(path, "h")
    assert path in config
    assert config.has_key(path)
    assert config[path] == config.get(path) == expected
    assert config.get_many(path, "name") == [expected, "n"]


def test_attributes_are_keys(config: Config) -> None:
    assert config.server.tls.on is True
    assert config.name == "n"
    assert {"server", "to_dict"} <= set(dir(config))
    assert {"tls", "items"} <= set(dir(config.server))
    with pytest.raises(AttributeError, match="no key 'nam'") as raised:
        _ = config.nam
    assert (raised.value.name, raised.value.obj) == ("nam", config)
    with pytest.raises(AttributeError, match="no key 'hots'"):
        _ = config.server.hots


@pytest.mark.parametrize("path", ["nope", "server.nope", "name.x", "server.ports[2]", "server[0]", "a[["])
def test_what_is_not_there(config: Config, path: str) -> None:
    assert path not in config
    assert config.get(path) is None
    assert config.get(path, 1) == config.get(path, default=1) == 1
    with pytest.raises(KeyNotFoundError):
        _ = config[path]
    with pytest.raises(KeyNotFoundError):
        config.get_many("name", path)


def test_the_empty_path_is_everything(config: Config) -> None:
    assert config[""] == config == VALUES
    assert of({"": 1})[""] == 1


def test_null_is_there(config: Config) -> None:
    assert "nothing" in config
    assert config.get("nothing", 1) is None


def test_keys_of_other_types_are_not_there(config: Config) -> None:
    numbers: list[Any] = [1, 1.5, None, ()]
    assert not any(number in config for number in numbers)
    with pytest.raises(KeyError):
        _ = config[1]  # type: ignore[index]


def test_a_key_that_is_spelled_so_comes_first() -> None:
    config = of({"a.b": 1, "a": {"b": 2, "c": 3}})
    assert (config["a.b"], config["a"]["b"], config["a.c"]) == (1, 2, 3)


def test_it_unpacks_and_matches(config: Config) -> None:
    def keywords(**given: Any) -> dict[str, Any]:
        return given

    assert keywords(**config) == {**config} == dict(config) == VALUES
    match config:
        case {"server": {"ports": [first, *_]}, **rest}:
            assert (first, list(rest)) == (80, ["name", "nothing", "list"])
        case _:
            pytest.fail("it does not match")


def test_tables_and_arrays_are_dictionaries_and_lists(config: Config) -> None:
    assert isinstance(config["server"], Section)
    assert isinstance(config["server"], dict)
    assert isinstance(config["list"], Array)
    assert isinstance(config["list"], list)
    assert json.loads(json.dumps(config["server"])) == VALUES["server"]
    assert config["list"] + [1] == [*VALUES["list"], 1]
    assert config["server"] | {"x": 1} == {**VALUES["server"], "x": 1}


def test_a_dictionary_is_the_callers_own(config: Config) -> None:
    own = config.to_dict()
    own["server"]["ports"].append(1)
    own["server"]["tls"]["on"] = False
    assert config == VALUES
    assert type(own["server"]) is dict
    assert type(own["list"]) is list
    assert config.to_dict("server.tls") == {"on": True}


def test_copies(config: Config) -> None:
    assert copy.copy(config) is copy.deepcopy(config) is config
    for part in (config["server"], config["list"]):
        for made in (part.copy(), copy.copy(part), copy.deepcopy(part)):
            assert type(made) in (dict, list)
            assert made == part
    deep = copy.deepcopy(config["server"])
    deep["ports"].append(1)
    assert config == VALUES


@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
def test_pickles(config: Config, protocol: int) -> None:
    def again(value: Any) -> Any:
        return pickle.loads(pickle.dumps(value, protocol))

    assert type(again(config)) is Config
    assert again(config) == config
    assert again(config.section("server")) == VALUES["server"]
    assert type(again(config["server"])) is dict
    assert again(config["server"]) == VALUES["server"]
    assert type(again(config["list"])) is list
    assert again(config["list"]) == VALUES["list"]


def test_a_pickle_keeps_what_looks_special() -> None:
    config = load(defaults={"x_add": [1], "a": "${HOME}"}, env={})
    literal = pickle.loads(pickle.dumps(config.section("")))
    assert literal == config
    assert "x_add" in pickle.loads(pickle.dumps(_without_operations({"x": [0], "x_add": [1]})))


def _without_operations(values: dict[str, Any]) -> Config:
    from superconfig import SuperConfig

    return SuperConfig().with_env_snapshot({}).with_operations(False).with_defaults(values).build()


MUTATORS: list[Callable[[Any], Any]] = [
    lambda config: config["server"].update(a=1),
    lambda config: config["server"].pop("host"),
    lambda config: config["server"].popitem(),
    lambda config: config["server"].clear(),
    lambda config: config["server"].setdefault("x", 1),
    lambda config: config["server"].__setitem__("host", 1),
    lambda config: config["server"].__delitem__("host"),
    lambda config: config["server"].__ior__({"a": 1}),
    lambda config: setattr(config["server"], "host", 1),
    lambda config: delattr(config["server"], "host"),
    lambda config: config["list"].append(1),
    lambda config: config["list"].extend([1]),
    lambda config: config["list"].insert(0, 1),
    lambda config: config["list"].pop(),
    lambda config: config["list"].remove([2, 3]),
    lambda config: config["list"].clear(),
    lambda config: config["list"].sort(),
    lambda config: config["list"].reverse(),
    lambda config: config["list"].__setitem__(0, 1),
    lambda config: config["list"].__setitem__(slice(None), []),
    lambda config: config["list"].__delitem__(0),
    lambda config: config["list"].__delitem__(slice(0, 1)),
    lambda config: config["list"].__iadd__([1]),
    lambda config: config["list"].__imul__(2),
    lambda config: config["list"][1].append(1),
    lambda config: config["list"][0].update(a=2),
    lambda config: setattr(config, "name", 1),
    lambda config: delattr(config, "name"),
]


@pytest.mark.parametrize("mutate", MUTATORS)
def test_nothing_changes_it(config: Config, mutate: Callable[[Any], Any]) -> None:
    with pytest.raises(TypeError, match="read-only"):
        mutate(config)
    assert config == VALUES


def test_statements_do_not_change_it(config: Any) -> None:
    server, numbers = config["server"], config["list"]
    with pytest.raises(TypeError):
        server |= {"x": 1}
    with pytest.raises(TypeError):
        numbers += [1]
    with pytest.raises(TypeError):
        numbers[0:1] = []
    with pytest.raises(TypeError):
        del server["host"]
    with pytest.raises(TypeError):
        config["name"] = 1
    with pytest.raises(TypeError):
        del config["name"]
    assert config == VALUES


def test_every_mutator_of_dict_and_list_is_refused() -> None:
    reading = {
        dict: {"copy", "fromkeys", "get", "items", "keys", "values"},
        list: {"copy", "count", "index"},
    }
    for own, base in ((Section, dict), (Array, list)):
        changing = {name for name in vars(base) if not name.startswith("__")} - reading[base]
        changing |= {"__setitem__", "__delitem__", "__ior__", "__iadd__", "__imul__"} & vars(base).keys()
        assert changing <= vars(own).keys()


def test_displaying_masks_secrets() -> None:
    secret = "hunter2"
    config = of(
        {
            "password": secret,
            "db": {"api_token": secret, "user": "u"},
            "all": [{"secret": secret}, [{"private_key": secret}]],
            "credentials": {"pin": secret, "more": [[secret], {"x": secret}]},
            "tokens": [secret],
        }
    )
    shown = [config, config.section("db"), config.section("credentials"), *config.values(), config["all[0]"]]
    shown += [config["credentials.more"], config["credentials.more[1]"], config["credentials.more[0]"]]
    for part in shown:
        if part != secret:
            assert secret not in repr(part) + str(part) + f"{part}"
    assert repr(config["db"]) == "{'api_token': '********', 'user': 'u'}"
    assert repr(config["tokens"]) == "['********']"
    assert repr(config["tokens"].copy()) == "['hunter2']"
    assert config["credentials"] == {"pin": secret, "more": [[secret], {"x": secret}]}


def test_names_that_a_program_adds_are_masked() -> None:
    config = load(defaults={"card": {"pin": 1234}}, secrets=["pin"], env={})
    assert repr(config) == "Config({'card': {'pin': '********'}})"
    assert config["card"]["pin"] == 1234


def test_a_section_is_a_configuration(config: Config) -> None:
    section = config.section("server")
    assert type(section) is Config
    assert section["tls.on"] is True
    assert section.section("tls").to_dict() == {"on": True}
    assert section.keys_at("tls") == ["on"]


def test_what_is_read_only_reads_as_fast_as_its_base() -> None:
    config = load(defaults={"table": {"a": [1]}, "password": {"list": [1]}}, env={})
    table, array, hidden = config["table"], config["table"]["a"], config["password"]["list"]
    for value, base in ((table, dict), (array, list), (hidden, Array)):
        assert type(value).__base__ is base
        # Not made by `class`, which would replace how elements are read.
        assert not hasattr(value, "__dict__")
        assert type(value).__module__ == "superconfig"
        assert gc.is_tracked(value)
    names = table._names
    before = sys.getrefcount(names)
    copies = [load(defaults={"a": {"b": 1}}, env={})["a"] for _ in range(1000)]
    counts = [sys.getrefcount(copy._names) for copy in copies]
    del copies, table
    config = load(defaults={}, env={})
    gc.collect()
    assert sys.getrefcount(names) < before
    assert max(counts) <= 5


def test_classes_made_by_native_code_are_classes() -> None:
    class Mine(Section):
        pass

    mine = Mine(a=1)
    mine_too = Mine(mine)
    assert mine == mine_too == {"a": 1}
    with pytest.raises(TypeError, match="read-only"):
        mine["a"] = 2
    with pytest.raises(AttributeError):
        _ = Section()._names  # pyright: ignore[reportPrivateUsage]
    loop: list[object] = []
    mine_too = Mine(a=loop)
    loop.append(mine_too)
    gone = weakref.ref(mine_too)
    del loop, mine_too
    gc.collect()
    assert gone() is None
