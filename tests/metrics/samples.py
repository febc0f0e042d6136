"""What stands on the page, as a test asks for it."""

from collections.abc import Mapping

from prometheus_client.parser import text_string_to_metric_families

from bot.metrics import Metrics


async def samples(metrics: Metrics) -> Mapping[str, float]:
    page = (await metrics.page()).decode()
    return {
        " ".join([sample.name, *sample.labels.values()]): sample.value
        for family in text_string_to_metric_families(page)
        for sample in family.samples
        if not sample.name.endswith("_created")
    }
