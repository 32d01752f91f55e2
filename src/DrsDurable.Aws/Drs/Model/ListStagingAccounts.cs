using System.Text.Json.Serialization;
using Amazon.Runtime;

namespace DrsDurable.Aws.Drs.Model;

public sealed class ListStagingAccountsRequest : AmazonDrsRequest
{
    /// <summary>1 to 50.</summary>
    [JsonIgnore]
    public int? MaxResults { get; set; }

    [JsonIgnore]
    public string? NextToken { get; set; }
}

public sealed class ListStagingAccountsResponse : AmazonWebServiceResponse
{
    public List<Account>? Accounts { get; set; }

    public string? NextToken { get; set; }
}

public sealed class Account
{
    public string? AccountID { get; set; }
}
