using Amazon.Runtime;

namespace DrsDurable.Aws.ServiceQuotas.Model;

public abstract class AmazonServiceQuotasRequest : AmazonWebServiceRequest;
