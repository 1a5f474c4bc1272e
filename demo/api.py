"""A client of Home Assistant's REST and WebSocket API."""

from dataclasses import dataclass, field
from http import HTTPStatus
import time
from types import TracebackType
from typing import Any, Self

import aiohttp

from .errors import DemoError


class ApiError(DemoError):
    """Home Assistant refused a request."""

    def __init__(self, request: str, status: int, answer: Any) -> None:
        """Keep the answer: some refusals carry the reason in it."""
        super().__init__(f"Home Assistant refused {request} with {status}: {answer}")
        self.status = status
        self.answer = answer


class CommandError(DemoError):
    """Home Assistant answered a WebSocket command with an error."""

    def __init__(self, command: str, error: dict[str, Any]) -> None:
        """Keep what tells errors apart."""
        super().__init__(f"{command} failed ({error['code']}): {error['message']}")
        self.code: str = error["code"]
        self.message: str = error["message"]
        self.translation_key: str | None = error.get("translation_key")
        self.translation_placeholders: dict[str, str] | None = error.get("translation_placeholders")


@dataclass(kw_only=True)
class Tokens:
    """What a signed-in browser holds."""

    access_token: str = field(repr=False)
    refresh_token: str = field(repr=False)
    expires_at: float

    @property
    def is_stale(self) -> bool:
        """Whether it is time for another access token."""
        return time.time() > self.expires_at - 60


class Api:
    """One user's session, over restarts of Home Assistant."""

    def __init__(self, url: str) -> None:
        """Describe the session; entering it opens it, signing in is a matter of its own."""
        self.url = url
        self.client_id = f"{url}/"
        self.tokens: Tokens | None = None

    async def __aenter__(self) -> Self:
        """Open the session."""
        self._session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=120))
        return self

    async def __aexit__(
        self,
        _type: type[BaseException] | None,
        _error: BaseException | None,
        _traceback: TracebackType | None,
    ) -> None:
        """Close the session."""
        await self._session.close()

    async def request(self, method: str, path: str, **options: Any) -> Any:
        """Ask the REST API, signed in where it was signed in, and return the decoded answer."""
        headers = {}
        if self.tokens:
            headers["Authorization"] = f"Bearer {await self._access_token()}"
        try:
            async with self._session.request(
                method, self.url + path, headers=headers, **options
            ) as response:
                is_json = response.content_type == "application/json"
                answer = await response.json() if is_json else await response.text()
        except (aiohttp.ClientError, TimeoutError) as error:
            raise DemoError(f"Home Assistant did not answer {method} {path}: {error!r}") from error
        if response.status >= HTTPStatus.BAD_REQUEST:
            raise ApiError(f"{method} {path}", response.status, answer)
        return answer

    async def exchange(self, code: str) -> None:
        """Trade an authorization code for tokens: from here on the session is signed in."""
        grant = {"grant_type": "authorization_code", "code": code, "client_id": self.client_id}
        answer = await self.request("POST", "/auth/token", data=grant)
        self.tokens = Tokens(
            access_token=answer["access_token"],
            refresh_token=answer["refresh_token"],
            expires_at=time.time() + answer["expires_in"],
        )

    async def command(self, command: str, **fields: Any) -> Any:
        """Send a WebSocket command, on a connection of its own, and return its result.

        A connection that stays open without being read keeps Home Assistant from ending for 10 s.
        """
        address = f"{self.url}/api/websocket"
        try:
            async with self._session.ws_connect(address, max_msg_size=0) as socket:
                await socket.receive_json()
                token = await self._access_token()
                await socket.send_json({"type": "auth", "access_token": token})
                answer = await socket.receive_json()
                if answer["type"] == "auth_ok":
                    await socket.send_json({"id": 1, "type": command, **fields})
                    answer = await socket.receive_json(timeout=120)
        except (aiohttp.ClientError, ConnectionError, TimeoutError, TypeError) as error:
            # aiohttp raises TypeError where the connection was closed in place of an answer.
            raise DemoError(f"Home Assistant did not answer {command}: {error!r}") from error
        if answer["type"] != "result":
            raise DemoError(f"Home Assistant did not let us in: {answer.get('message')}")
        if not answer["success"]:
            raise CommandError(command, answer["error"])
        return answer["result"]

    async def call_service(
        self,
        service: str,
        data: dict[str, Any] | None = None,
        *,
        target: dict[str, Any] | None = None,
        return_response: bool = False,
    ) -> Any:
        """Call `domain.service`; return its response where one is asked for."""
        domain, _, name = service.partition(".")
        result = await self.command(
            "call_service",
            domain=domain,
            service=name,
            service_data=data or {},
            return_response=return_response,
            **({"target": target} if target else {}),
        )
        return result.get("response")

    async def _access_token(self) -> str:
        if self.tokens is None:
            raise DemoError("Nobody signed in.")
        if self.tokens.is_stale:
            grant = {
                "grant_type": "refresh_token",
                "refresh_token": self.tokens.refresh_token,
                "client_id": self.client_id,
            }
            async with self._session.post(f"{self.url}/auth/token", data=grant) as response:
                response.raise_for_status()
                answer = await response.json()
            self.tokens.access_token = answer["access_token"]
            self.tokens.expires_at = time.time() + answer["expires_in"]
        return self.tokens.access_token
