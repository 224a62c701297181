"""The session service beside a model of it that fits on a page: whatever is done, both say the same."""

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from desktop_app.services.chat import AgainRequest, ContinueRequest
from tests.services.session_rules import TEXTS, SessionRules
from tests.support.often import often
from tests.support.session_model import Known, Said


class SessionMachine(SessionRules):
    """… and everything that can be done with the tree of what was said."""

    def _some_message(self, data: st.DataObject) -> tuple[str, Known, int]:
        """Return a session in which something was said, and a message of it."""
        ids = sorted(session_id for session_id, known in self.model.items() if known.tree)
        session_id = data.draw(st.sampled_from(ids))
        known = self.model[session_id]
        return session_id, known, data.draw(st.sampled_from(sorted(known.tree)))

    @precondition(lambda self: any(known.tree for known in self.model.values()))
    @rule(data=st.data(), text=TEXTS | st.none())
    def say_again(self, data: st.DataObject, text: str | None) -> None:
        session_id, known, number = self._some_message(data)
        request = AgainRequest(known.user, session_id, number, text)
        said = known.tree[number]
        asks = not said.text.startswith("You said: ")
        if (text is not None and not asks) or (text is None and not asks and said.parent is None):
            assert self._refused(self._exchange(self.services.chat.say_again(request))) == "message_not_found"
            return
        stored, end = self._run(self._exchange(self.services.chat.say_again(request)))
        self._bring_back(session_id)
        known.used = self.hours
        question = number if asks else said.parent
        assert question is not None
        if text is None:
            assert stored.question.id == question
        else:
            assert (stored.question.parent_id, stored.question.content) == (said.parent, text)
            known.take(stored.question)
        known.take(end.answer)
        assert end.answer.content == f"You said: {stored.question.content}"

    @precondition(lambda self: any(known.tree for known in self.model.values()))
    @rule(data=st.data())
    def look_at_another_branch(self, data: st.DataObject) -> None:
        session_id, known, number = self._some_message(data)
        session = self._run(self.services.sessions.show_branch(known.user, session_id, number))
        assert session.active_leaf_id in known.below(number)
        assert known.below(session.active_leaf_id) == {session.active_leaf_id}, "it is an end"
        known.leaf = session.active_leaf_id

    @precondition(lambda self: any(known.tree for known in self.model.values()))
    @rule(data=st.data())
    def go_on(self, data: st.DataObject) -> None:
        session_id, known, number = self._some_message(data)
        request = ContinueRequest(known.user, session_id, number)
        alone = known.tree[number].parent is None or not known.tree[number].text.startswith("You said: ")
        refused = "cannot_continue" if number != known.leaf or alone else "nothing_to_add"
        assert self._refused(self._exchange(self.services.chat.continue_answer(request))) == refused
        if refused == "nothing_to_add":
            self._bring_back(session_id)
            known.used = self.hours

    @precondition(lambda self: any(known.tree for known in self.model.values()))
    @rule(data=st.data())
    def fork(self, data: st.DataObject) -> None:
        session_id, known, number = self._some_message(data)
        made = self._run(self.services.turns.fork(known.user, session_id, number))
        forked = Known(known.user, known.persona, used=self.hours, temporary=known.temporary)
        forked.metadata = {"forked_from": {"session_id": session_id, "message_id": number}}
        for message in self._run(self.services.sessions.history(known.user, made.id)):
            forked.take(message)
        assert forked.said == [known.tree[each].text for each in known.path(number)]
        self.model[made.id] = forked

    @precondition(lambda self: any(known.tree for known in self.model.values()))
    @rule(data=st.data(), undo=st.booleans())
    def delete_branch(self, data: st.DataObject, undo: bool) -> None:
        session_id, known, number = self._some_message(data)
        user, gone, before = known.user, known.below(number), known.leaf
        trash = {session.id for session in self._run(self.services.sessions.list_sessions(user, "trash"))}
        after = self._run(self.services.removal.delete_branch(user, session_id, number))
        assert after.message_count == len(known.tree) - len(gone)
        assert (after.active_leaf_id == before) == (before not in gone)
        if undo and not known.trashed:
            assert self._run(self.services.undo.undo(user)) is not None
            assert self._stored(user, session_id).active_leaf_id == before
            return
        (made,) = {session.id for session in self._run(self.services.sessions.list_sessions(user, "trash"))} - trash
        branch = Known(user, known.persona, archived=known.archived, trashed=True, temporary=known.temporary)
        branch.metadata, branch.used = known.metadata, known.used
        branch.tree = {each: known.tree.pop(each) for each in sorted(gone)}
        branch.tree[number] = Said(None, branch.tree[number].text)
        branch.leaf = self._stored(user, made).active_leaf_id
        self.model[made] = branch
        known.leaf, known.used = after.active_leaf_id, self.hours


SessionMachine.TestCase.settings = settings(max_examples=often(8), stateful_step_count=30, deadline=None)
TestSessionMachine = SessionMachine.TestCase
