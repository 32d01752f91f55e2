using System.Net;

namespace DrsDurable.Aws.Http;

/// <summary>
/// The body of a request that acts. Asking for it is the last thing that happens before bytes leave: names are resolved, the connection is open, the
/// signature is made. The guard's check runs here.
/// </summary>
internal sealed class GuardedContent : HttpContent
{
    private readonly string operation;
    private readonly HttpContent body;
    private readonly SendGuard? guard;
    private volatile bool written;

    public GuardedContent(string operation, HttpContent body, SendGuard? guard)
    {
        this.operation = operation;
        this.body = body;
        this.guard = guard;
        foreach (var (name, values) in body.Headers)
        {
            Headers.TryAddWithoutValidation(name, values);
        }
    }

    /// <summary>Writing has begun, so the service may have the request.</summary>
    public bool Written => written;

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        if (guard is not null)
        {
            await guard.AdmitAsync(operation, cancellationToken).ConfigureAwait(false);
        }

        written = true;
        await body.CopyToAsync(stream, context, cancellationToken).ConfigureAwait(false);
    }

    protected override bool TryComputeLength(out long length)
    {
        length = body.Headers.ContentLength ?? 0;
        return body.Headers.ContentLength.HasValue;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            body.Dispose();
        }

        base.Dispose(disposing);
    }
}
