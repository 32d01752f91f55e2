using Amazon;
using Amazon.DynamoDBv2;
using Amazon.Runtime;

namespace DrsDurable.DynamoDB;

/// <summary>Where the table is: <c>Store:DynamoDb</c>.</summary>
/// <param name="Region">Signs calls also where <paramref name="Endpoint"/> is set.</param>
/// <param name="Endpoint">Another than AWS's, for example a local DynamoDB. Calls to it are signed with fixed local keys, never with real credentials.</param>
/// <param name="CreateTable">Creates the table if it is missing, and switches on what a table of one's own should have.</param>
public sealed record TableOptions(string Table, string Region, Uri? Endpoint, bool CreateTable)
{
    /// <summary>An attempt that takes longer counts as lost and is repeated.</summary>
    public TimeSpan AttemptTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>A client that repeats nothing by itself: repeating belongs to <see cref="TableCalls"/>, which counts and shows it.</summary>
    public AmazonDynamoDBClient CreateClient()
    {
        var configuration = new AmazonDynamoDBConfig { MaxErrorRetry = 0, Timeout = AttemptTimeout };
        if (Endpoint is null)
        {
            configuration.RegionEndpoint = RegionEndpoint.GetBySystemName(Region);
            return new AmazonDynamoDBClient(configuration);
        }

        configuration.ServiceURL = Endpoint.OriginalString;
        configuration.AuthenticationRegion = Region;
        return new AmazonDynamoDBClient(new BasicAWSCredentials("local", "local"), configuration);
    }
}
