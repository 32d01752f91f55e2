namespace DrsDurable.Aws.Http;

/// <summary>
/// One HTTP exchange: a deadline for the whole answer, body included (the SDK reads bodies without one), and for operations that act the certainty
/// whether anything was sent.
/// </summary>
internal sealed class ExchangeHandler(AwsHttpSettings settings, HttpMessageHandler transport) : DelegatingHandler(transport)
{
    private const int LargestAnswerBytes = 64 * 1024 * 1024;

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var operation = request.RequestUri!.Segments[^1];
        var guarded = Guard(operation, request);
        var timeout = guarded is null ? settings.ReadTimeout : settings.ActTimeout;
        using var deadline = new CancellationTokenSource(timeout, settings.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
        try
        {
            return await ExchangeAsync(request, either.Token).ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is not RequestNotSentException && !cancellationToken.IsCancellationRequested && guarded is { Written: false })
        {
            var reason = deadline.IsCancellationRequested ? $"no connection within {timeout.TotalSeconds:0.###} s." : failure.Message;
            throw new RequestNotSentException(operation, reason, failure);
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new ResponseTimeoutException(operation, timeout);
        }
    }

    private static GuardedContent? Guard(string operation, HttpRequestMessage request)
    {
        if (!ActingOperations.Contains(operation) || request.Content is null)
        {
            return null;
        }

        var guarded = new GuardedContent(operation, request.Content, SendGuard.Current);
        request.Content = guarded;
        return guarded;
    }

    private async Task<HttpResponseMessage> ExchangeAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var response = await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
        try
        {
            await response.Content.LoadIntoBufferAsync(LargestAnswerBytes, cancellationToken).ConfigureAwait(false);
            return response;
        }
        catch
        {
            response.Dispose();
            throw;
        }
    }
}
