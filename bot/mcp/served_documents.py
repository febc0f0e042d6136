"""The SDK's handlers of resources and prompts."""

from dataclasses import dataclass
from functools import partial

import mcp_types as types
from mcp.shared.exceptions import MCPError
from mcp_types import INVALID_PARAMS

from bot.i18n import Texts, texts_for
from bot.mcp.admission import Admission, Context
from bot.mcp.answering import answered_to
from bot.mcp.documents import MARKDOWN, PAGES, PROMPTS, SCHEME, TEMPLATES, prompt_text, read_document


@dataclass(frozen=True)
class ServedDocuments:
    """For those that the admission lets in."""

    admission: Admission
    texts: Texts

    async def list_resources(
        self, context: Context, _params: types.PaginatedRequestParams | None
    ) -> types.ListResourcesResult:
        """The pages of the documentation; the other resources are too many to list."""
        title = (await self._texts_for(context))("mcp-resource-docs")
        pages = [
            types.Resource(uri=f"{SCHEME}docs/{page}", name=page, description=title, mime_type=MARKDOWN)
            for page in PAGES
        ]
        return types.ListResourcesResult(resources=pages)

    async def list_templates(
        self, context: Context, _params: types.PaginatedRequestParams | None
    ) -> types.ListResourceTemplatesResult:
        """The addresses of all resources."""
        t = await self._texts_for(context)
        found = [
            types.ResourceTemplate(uri_template=uri, name=name, description=t(f"mcp-resource-{name}"), mime_type=kind)
            for name, (uri, kind) in TEMPLATES.items()
        ]
        return types.ListResourceTemplatesResult(resource_templates=found)

    async def read_resource(
        self, context: Context, params: types.ReadResourceRequestParams
    ) -> types.ReadResourceResult:
        """Read one.

        Raises:
            MCPError: with the sentence that says why not.
        """
        uri, admit = str(params.uri), partial(self.admission.admit, context)
        read = partial(read_document, uri=uri)
        found, refusal = await answered_to(admit, read, "resource", self.texts, self.admission.metrics)
        if found is None:
            raise MCPError(INVALID_PARAMS, refusal)
        contents = types.TextResourceContents(uri=uri, mime_type=found.kind, text=found.text)
        return types.ReadResourceResult(contents=[contents])

    async def list_prompts(
        self, context: Context, _params: types.PaginatedRequestParams | None
    ) -> types.ListPromptsResult:
        """Those for decisions and for reviews."""
        t = await self._texts_for(context)
        found = [
            types.Prompt(
                name=name,
                description=t(f"mcp-prompt-{name.replace('_', '-')}"),
                arguments=[types.PromptArgument(name=each, required=False) for each in arguments],
            )
            for name, arguments in PROMPTS.items()
        ]
        return types.ListPromptsResult(prompts=found)

    async def get_prompt(self, context: Context, params: types.GetPromptRequestParams) -> types.GetPromptResult:
        """One, filled in.

        Raises:
            MCPError: there is none of that name.
        """
        if params.name not in PROMPTS:
            raise MCPError(INVALID_PARAMS, f"Unknown prompt: {params.name[:60]}")
        text = prompt_text(params.name, params.arguments or {}, await self._texts_for(context))
        return types.GetPromptResult(messages=[types.PromptMessage(role="user", content=types.TextContent(text=text))])

    async def _texts_for(self, context: Context) -> Texts:
        return texts_for(await self.admission.locale_of(context))
