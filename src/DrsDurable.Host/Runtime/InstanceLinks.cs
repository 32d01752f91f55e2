namespace DrsDurable.Host.Runtime;

/// <summary>Absolute management links of one orchestration instance, as Durable Functions gives them.</summary>
internal sealed class InstanceLinks(HttpRequest request, string instanceId)
{
    public string Status => $"{request.Scheme}://{request.Host}{RuntimeEndpoints.Route}/{Uri.EscapeDataString(instanceId)}";

    public string Terminate => $"{Status}/terminate?reason={{text}}";
}
