"""Tables and arrays of a configuration: dictionaries and lists that cannot be changed."""

MASK = "********"


def _refuse(self, *_args, **_options):
    what = "table" if isinstance(self, dict) else "array"
    raise TypeError(f"this {what} belongs to a configuration and is read-only: copy it first")


class Array(list):
    """An array of a configuration: a read-only list."""

    __slots__ = ()

    append = extend = insert = pop = remove = clear = sort = reverse = _refuse
    __setitem__ = __delitem__ = __iadd__ = __imul__ = _refuse

    def copy(self):
        """A list of the same elements that is the caller's own."""
        return list(self)

    __copy__ = copy

    def __deepcopy__(self, memo):
        return plain(self)

    def __reduce__(self):
        return list, (), None, iter(plain(self))


class Section(dict):
    """A table of a configuration: a read-only dictionary of one generation, whose keys are attributes as well.

    Values whose keys mean secrets are masked where the table is displayed, and only there.
    """

    __slots__ = ("_names",)

    update = pop = popitem = clear = setdefault = _refuse
    __setitem__ = __delitem__ = __ior__ = _refuse

    def __getattr__(self, name):
        try:
            return self[name]
        except KeyError:
            raise AttributeError(unknown(self, name), name=name, obj=self) from None

    def __setattr__(self, name, value):
        _refuse(self)

    def __dir__(self):
        return [*dict.__dir__(self), *(key for key in self if key.isidentifier())]

    def copy(self):
        """A dictionary of the same entries that is the caller's own."""
        return dict(self)

    __copy__ = copy

    def __deepcopy__(self, memo):
        return plain(self)

    def __reduce__(self):
        return dict, (), None, None, iter(plain(self).items())

    def __repr__(self):
        hidden = self._names.matches
        shown = (f"{key!r}: {repr(MASK) if hidden(key) else repr(value)}" for key, value in self.items())
        return "{" + ", ".join(shown) + "}"


def plain(value):
    """A copy that is the caller's own, all the way down."""
    if isinstance(value, dict):
        return {key: plain(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [plain(inner) for inner in value]
    return value


def unknown(table, name):
    """What is said about a key that is not there."""
    import difflib

    near = difflib.get_close_matches(name, list(table), 1)
    return f"there is no key {name!r}" + (f": did you mean {near[0]!r}?" if near else "")
