using Amazon.Runtime;

namespace DrsDurable.Aws.Drs;

/// <summary>AWS Elastic Disaster Recovery, one account and Region. Each operation is declared in its own file under Operations/.</summary>
public partial interface IAmazonDrs : IAmazonService, IDisposable
{
    IDrsPaginatorFactory Paginators { get; }

    static ClientConfig IAmazonService.CreateDefaultClientConfig() => new AmazonDrsConfig();

    static IAmazonService IAmazonService.CreateDefaultServiceClient(AWSCredentials awsCredentials, ClientConfig clientConfig) =>
        new AmazonDrsClient(awsCredentials, (AmazonDrsConfig)clientConfig);
}
