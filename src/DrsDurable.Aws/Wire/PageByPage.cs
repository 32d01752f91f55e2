using System.Runtime.CompilerServices;
using Amazon.Runtime;

namespace DrsDurable.Aws.Wire;

/// <summary>Calls an operation until its answer names no further page.</summary>
internal sealed class PageByPage<TResponse>(Func<string?, CancellationToken, Task<TResponse>> call, Func<TResponse, string?> nextToken, string? firstToken) : IPaginator<TResponse>
    where TResponse : AmazonWebServiceResponse
{
    private int started;

    public IPaginatedEnumerable<TResponse> Responses => new PaginatedResponse<TResponse>(this);

    public IPaginatedEnumerable<TItem> Items<TItem>(Func<TResponse, IEnumerable<TItem>?> items) =>
        new PaginatedResultKeyResponse<TResponse, TItem>(this, response => items(response) ?? []);

    /// <exception cref="InvalidOperationException">The paginator has been enumerated before.</exception>
    /// <exception cref="AmazonClientException">The service named the page just read as the next one.</exception>
    public async IAsyncEnumerable<TResponse> PaginateAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        if (Interlocked.Exchange(ref started, 1) == 1)
        {
            throw new InvalidOperationException("A paginator can be enumerated once: ask the client for a new one.");
        }

        var next = firstToken;
        do
        {
            var current = next;
            var response = await call(current, cancellationToken).ConfigureAwait(false);
            next = nextToken(response);
            if (!string.IsNullOrEmpty(next) && string.Equals(next, current, StringComparison.Ordinal))
            {
                throw new AmazonClientException("The service answered a page with its own token: reading on would never end.");
            }

            yield return response;
        }
        while (!string.IsNullOrEmpty(next));
    }
}
