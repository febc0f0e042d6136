"""Requests spread over transports of one connection each."""

import httpx
import pytest

from bot.wechat.http import IN_FLIGHT, new_client
from bot.wechat.sharded_transport import ShardedTransport

ONE = "https://one.test/"
OTHER = "https://other.test/"


class Track(httpx.AsyncBaseTransport):
    """A transport that writes down whom it was used for."""

    def __init__(self) -> None:
        self.hosts: list[str] = []
        self.broken = False
        self.closed = False

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Answer at once."""
        self.hosts.append(request.url.host)
        if self.broken:
            raise httpx.ConnectError("broken")
        return httpx.Response(200, headers={"x-kept": "yes"}, stream=httpx.ByteStream(b"answer"))

    async def aclose(self) -> None:
        """Remember it."""
        self.closed = True


def client_over(tracks: list[Track]) -> httpx.AsyncClient:
    """A client whose requests can be seen on each track."""
    return httpx.AsyncClient(transport=ShardedTransport(tracks))


async def test_answers_come_through_whole() -> None:
    """Status, headers and body are those that the lane's transport gave."""
    async with client_over([Track()]) as client:
        answer = await client.get(ONE)
    assert (answer.status_code, answer.headers["x-kept"], answer.content) == (200, "yes", b"answer")


async def test_requests_at_the_same_time_take_different_lanes() -> None:
    """A lane is taken until the body of its answer is closed, not just until its head is there."""
    tracks = [Track(), Track()]
    async with client_over(tracks) as client, client.stream("GET", ONE), client.stream("GET", ONE):
        assert [track.hosts for track in tracks] == [["one.test"], ["one.test"]]


async def test_requests_one_after_the_other_keep_to_one_lane() -> None:
    """Its connection is still open, and a new one would cost a handshake."""
    tracks = [Track(), Track()]
    async with client_over(tracks) as client:
        for _ in range(3):
            await client.get(ONE)
    assert [len(track.hosts) for track in tracks] == [3, 0]


async def test_hosts_in_turns_keep_to_lanes_of_their_own() -> None:
    """A lane with one connection would otherwise hang up on one host to speak to the other."""
    tracks = [Track(), Track()]
    async with client_over(tracks) as client:
        for url in (ONE, OTHER, ONE, OTHER):
            await client.get(url)
    assert [track.hosts for track in tracks] == [["one.test"] * 2, ["other.test"] * 2]


async def test_more_requests_than_lanes_queue_where_least_is_to_do() -> None:
    """The third of two lanes' requests waits behind the first, and the fourth behind the second."""
    tracks = [Track(), Track()]
    async with client_over(tracks) as client:
        answers = [await client.send(client.build_request("GET", ONE), stream=True) for _ in range(4)]
        for answer in answers:
            await answer.aclose()
    assert [len(track.hosts) for track in tracks] == [2, 2]


async def test_a_failed_request_gives_its_lane_back() -> None:
    """What fails once is no reason to leave a lane alone for ever."""
    tracks = [Track(), Track()]
    async with client_over(tracks) as client:
        tracks[0].broken = True
        with pytest.raises(httpx.ConnectError):
            await client.get(ONE)
        tracks[0].broken = False
        await client.get(ONE)
    assert [len(track.hosts) for track in tracks] == [2, 0]


async def test_closing_twice_frees_a_lane_once() -> None:
    """An answer that is closed by two hands must not make its lane look emptier than it is."""
    tracks = [Track(), Track()]
    async with client_over(tracks) as client:
        answer = await client.send(client.build_request("GET", ONE), stream=True)
        stream = answer.stream
        assert isinstance(stream, httpx.AsyncByteStream)
        await stream.aclose()
        await stream.aclose()
        async with client.stream("GET", ONE), client.stream("GET", ONE):
            assert [len(track.hosts) for track in tracks] == [2, 1]


async def test_closing_the_client_closes_every_lane() -> None:
    """No connection outlives the client."""
    tracks = [Track(), Track()]
    async with client_over(tracks):
        pass
    assert all(track.closed for track in tracks)


@pytest.mark.parametrize(
    ("environment", "spread"), [({}, True), ({"NO_PROXY": "wechat.test"}, True), ({"HTTPS_PROXY": ONE}, False)]
)
async def test_a_proxy_is_left_to_httpx(
    monkeypatch: pytest.MonkeyPatch, environment: dict[str, str], *, spread: bool
) -> None:
    """It finds them where it makes its transports itself, and WeChat may admit no other address."""
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    async with new_client() as client:
        transport = client._transport_for_url(httpx.URL("https://wechat.test"))
    assert isinstance(transport, ShardedTransport) is spread


def test_there_is_a_lane_for_each_request_in_flight() -> None:
    """A client made for WeChat never queues behind itself."""
    transport = new_client()._transport
    assert isinstance(transport, ShardedTransport)
    assert len(transport._lanes) == IN_FLIGHT
